"""Whether this machine can do SAML: the library pysaml2 and the program xmlsec1 are both optional."""

from __future__ import annotations

import shutil
from importlib.util import find_spec

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from armkrok.core.identity.saml.errors import Unavailable


def is_available() -> bool:
    """Whether both are installed."""
    return not why_not()


def why_not() -> str | Promise:
    """A sentence for the operator about what is missing; empty when nothing is."""
    if find_spec("saml2") is None:
        return _("SAML kräver biblioteket pysaml2: installera armkrok[saml].")
    if shutil.which("xmlsec1") is None:
        return _("SAML kräver programmet xmlsec1: installera paketet xmlsec1.")
    return ""


def demand() -> None:
    """Raises Unavailable when something is missing."""
    if not is_available():
        raise Unavailable("not_installed")
