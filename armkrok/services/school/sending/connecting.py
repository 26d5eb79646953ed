"""From a receiver's row to where and how it is spoken to."""

import ssl
from collections.abc import Sequence
from functools import partial

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from armkrok.core.outgoing.addresses import AddressRefused, NameUnknown, destination, judged
from armkrok.core.outgoing.calling import trust
from armkrok.core.tenants.scope import scope
from armkrok.services.school.egil.answers import Unreachable, Why
from armkrok.services.school.egil.federation import Metadata, NoSuchServer, Server, find_server
from armkrok.services.school.egil.pinning import tls_context
from armkrok.services.school.egil.transport import Endpoint, Judge
from armkrok.services.school.errors.connecting import (
    AddressMissing,
    EntityUnknown,
    FederationMissing,
    KeyMissing,
    NotConnected,
    OwnKeyUnusable,
    ServersSeveral,
    TagsUnmatched,
)
from armkrok.services.school.models import Federation, Receiver
from armkrok.services.school.sending import metadata

_NO_SERVER = {"entity": EntityUnknown, "tags": TagsUnmatched, "several": ServersSeveral}
_SENTENCES = {
    Why.ADDRESS: _("Mottagarens adress leder till ett internt nät. Inget skickades."),
    Why.NAME: _("Mottagarens adress går inte att hitta. Inget skickades."),
    Why.REFUSED: _("Mottagarens server tar inte emot någon anslutning. Resten skickades inte."),
    Why.CERTIFICATE: _(
        "Certifikaten godtogs inte: mottagarens har fel utfärdare eller namn, eller så "
        "känner mottagaren inte vårt. Resten skickades inte."
    ),
    Why.PIN: _(
        "Mottagarens server har en annan nyckel än den i federationens metadata. "
        "Resten skickades inte. Kontakta leverantören."
    ),
    Why.EXPIRED: _("Federationens metadata gick ut under körningen. Resten skickades inte."),
    Why.TIMEOUT: _("Mottagaren svarade inte i tid."),
    Why.CUT: _("Mottagaren bröt anslutningen."),
    Why.ANSWER: _("Mottagaren svarade något som inte går att läsa."),
}


def endpoint(receiver: Receiver) -> Endpoint:
    """Where the receiver is, what must be trusted and who we are; raises one of NotConnected's kinds.

    Call it outside a transaction: the federation's metadata may have to be fetched first.
    """
    judging = partial(judge, organisation=receiver.organisation.slug)
    if receiver.trust == Receiver.Trust.KEY:
        return _by_key(receiver, judging)
    with scope(receiver.organisation_id):
        federations = list(Federation.objects.order_by("name"))
    federation, found, server = _server(federations, receiver)
    try:
        tls = tls_context(server.issuers, server.pins, federation.certificate, federation.key_in_clear())
        address = _address(server.base_uri)
        return Endpoint(address, judging, tls, receiver.media_type, until=found.expires_at)
    except (ValueError, TypeError, ssl.SSLError) as error:
        raise OwnKeyUnusable from error


def sentence(why: Why) -> str | Promise:
    """Why no answer came, for whoever reads the run."""
    return _SENTENCES[why]


def judge(host: str, port: int, organisation: str = "") -> Sequence[str]:
    """The addresses of a name that the organisation (its slug) may call; raises Unreachable.

    See core.outgoing.
    """
    if host in settings.OUTGOING_HOSTS:
        return [host]
    try:
        return judged(host, port, organisation)
    except NameUnknown as error:
        raise Unreachable(Why.NAME) from error
    except AddressRefused as error:
        raise Unreachable(Why.ADDRESS) from error


def _by_key(receiver: Receiver, judging: Judge) -> Endpoint:
    key = receiver.key_in_clear()
    if not key or not receiver.key_header:
        raise KeyMissing
    address = _address(receiver.url)
    tls = trust("") if address.startswith("https:") else None
    try:
        return Endpoint(address, judging, tls, receiver.media_type, receiver.key_header, key)
    except ValueError as error:
        raise KeyMissing from error


def _server(federations: list[Federation], receiver: Receiver) -> tuple[Federation, Metadata, Server]:
    """The server in the first federation that has the entity. One that can't be read is passed over if
    another has it."""
    problem: NotConnected = FederationMissing()
    for federation in federations:
        try:
            found = metadata.current(federation)
            return federation, found, find_server(found, receiver.entity_id, receiver.tags)
        except NoSuchServer as error:
            refused = _NO_SERVER[error.reason]()
            if not isinstance(refused, EntityUnknown):
                raise refused from error
            problem = refused
        except NotConnected as error:
            problem = error
    raise problem


def _address(url: str) -> str:
    """The address, judged by its shape; plain http is for the machine's own simulators alone."""
    try:
        destination(url)
    except AddressRefused as error:
        raise AddressMissing from error
    return url
