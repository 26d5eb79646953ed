"""Signing at somebody else's service, by Sweden Connect's extension of OASIS DSS.

``sign_request`` makes what the browser carries there, ``read_answer`` judges what it carries back. The
document never leaves us: what is signed is the CMS signed attributes. Knows neither Django nor requests;
only ``wording`` is for pages.
"""

from armkrok.services.signing.external.errors import IS_ANSWER, ExternalRefused, Refused
from armkrok.services.signing.external.request import SentRequest, Task, new_request_id, sign_request
from armkrok.services.signing.external.response import SignAnswer, Signer, read_answer
from armkrok.services.signing.external.service import FaultyServices, SignService, services_in

__all__ = [
    "IS_ANSWER",
    "ExternalRefused",
    "FaultyServices",
    "Refused",
    "SentRequest",
    "SignAnswer",
    "SignService",
    "Signer",
    "Task",
    "new_request_id",
    "read_answer",
    "services_in",
    "sign_request",
]
