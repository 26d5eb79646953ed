"""What the service has of a person, for her own copy. In the scope of one organisation and of her.

The documents themselves are not in it: those that she may read she fetches by the addresses. What others
wrote is theirs; of others no more than their names, as she has seen them, and never a protected person's.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.core.identity.guarding import HIDDEN, bare, is_protected
from armkrok.core.notifications.models import Message
from armkrok.core.registry import Area
from armkrok.core.tenants.models import current_organisation
from armkrok.services.signing.models import (
    Act,
    Bulk,
    BulkRow,
    Consent,
    ExternalSigning,
    Party,
    Remark,
    SigningRequest,
    StandIn,
)
from armkrok.services.signing.queries.on_paper import registered_text

MOST = 20_000
Row = dict[str, Any]


def areas_of(person_id: UUID) -> Iterator[Area]:
    """Requests, parts, acts, remarks, stand-ins, lists and letters."""
    yield _requests(person_id)
    yield _parts(person_id)
    yield _acts(person_id)
    yield _remarks(person_id)
    yield _stand_ins(person_id)
    yield _lists(person_id)
    yield _external(person_id)
    yield _letters(person_id)


def _address(name: str, request_id: UUID) -> str:
    return settings.BASE_URL + reverse(f"signing:{name}", args=[current_organisation().slug, request_id])


def _named(name: str, whose: UUID, person_id: UUID) -> str:
    hidden = whose != person_id and is_protected(whose)
    return _(HIDDEN) if hidden else bare(name)


def _requests(person_id: UUID) -> Area:
    columns = {
        "title": _("Titel"), "message": _("Meddelande"), "state": _("Läge"), "made": _("Gjord"),
        "sent": _("Skickad"), "completed": _("Klar"), "asked": _("Tillfrågade"), "url": _("Adress"),
    }  # fmt: skip
    own = SigningRequest.objects.filter(sender_id=person_id).order_by("created_at")
    rows = [
        {
            "title": one.title, "message": one.message, "state": one.get_state_display(),
            "made": one.created_at, "sent": one.sent_at, "completed": one.completed_at,
            "asked": [_named(party.name, party.person_id, person_id) for party in one.parties.all()],
            "url": _address("people" if one.state == SigningRequest.State.DRAFT else "progress", one.pk),
        }
        for one in own.prefetch_related("parties")[:MOST]
    ]  # fmt: skip
    return Area("signing-requests", _("Underskrift: det du har bett om"), columns, rows)


def _parts(person_id: UUID) -> Area:
    columns = {
        "title": _("Titel"), "sender": _("Avsändare"), "role": _("Du skulle"), "state": _("Läge"),
        "name": _("Namn"), "email": _("E-post"), "post": _("Befattning"), "for": _("För"),
        "message": _("Meddelande till dig"), "asked": _("Tillfrågad"), "opened": _("Öppnad"),
        "done": _("Gjort"), "why": _("Varför inte"), "registered": _("Registrerat åt dig"),
        "url": _("Adress"),
    }  # fmt: skip
    rows = [_part(one, person_id) for one in _own_parts(person_id)]
    return Area("signing-parts", _("Underskrift: det du har blivit tillfrågad om"), columns, rows)


def _own_parts(person_id: UUID) -> list[Party]:
    """Those whose request has been sent: a draft is its author's until then."""
    unsent = (SigningRequest.State.DRAFT, SigningRequest.State.TEMPLATE)
    own = Party.objects.filter(person_id=person_id).exclude(request__state__in=unsent)
    known = own.select_related("request__sender", "registration__registered_by")
    return list(known.order_by("pk")[:MOST])


def _part(one: Party, person_id: UUID) -> Row:
    sender = one.request.sender
    return {
        "title": one.request.title, "sender": _named(sender.name, sender.pk, person_id) if sender else "",
        "role": one.get_role_display(), "state": one.get_state_display(), "name": bare(one.name),
        "email": bare(one.email), "post": bare(one.title), "for": one.principal, "message": one.message,
        "asked": one.invited_at, "opened": one.opened_at, "done": one.done_at,
        "why": one.declined_why or one.replaced_why, "registered": _registered(one),
        "url": _address("sign", one.request_id),
    }  # fmt: skip


def _registered(one: Party) -> str:
    """What staff have said of an answer that she did not give with an e-ID."""
    kept = one.registration
    if kept is None:
        return ""
    said = (registered_text(one), kept.get_reason_display(), kept.note, kept.identified)
    return "\n".join(text for text in said if text)


def _acts(person_id: UUID) -> Area:
    columns = {
        "answered": _("Underskrivet"), "text": _("Det du skrev under på"), "titles": _("Dokument"),
        "provider": _("Med"), "level": _("Tillitsnivå"), "given_name": _("Förnamn"),
        "surname": _("Efternamn"), "certificate": _("E-legitimationens certifikat"),
        "address": _("IP-adress"), "browser": _("Webbläsare"),
        "signature": _("E-legitimationens underskrift"),
        "ocsp": _("Svar om certifikatet"),
    }  # fmt: skip
    consents = Prefetch("consents", Consent.objects.select_related("party__request"))
    rows = [
        {
            "answered": one.answered_at, "text": one.visible_text,
            "titles": [consent.party.request.title for consent in one.consents.all()],
            "provider": one.provider, "level": one.loa, "given_name": one.given_name,
            "surname": one.surname, "certificate": one.eid_certificate_serial, "address": one.ip,
            "browser": one.user_agent, "signature": one.eid_signature, "ocsp": one.eid_ocsp,
        }
        for one in Act.objects.filter(person_id=person_id).prefetch_related(consents).order_by("pk")[:MOST]
    ]  # fmt: skip
    return Area("signing-acts", _("Underskrift: dina underskrifter och deras bevis"), columns, rows)


def _remarks(person_id: UUID) -> Area:
    columns = {"time": _("När"), "title": _("Om"), "text": _("Text")}
    own = Remark.objects.filter(author_id=person_id).select_related("request").order_by("at")
    rows = [{"time": one.at, "title": one.request.title, "text": one.text} for one in own[:MOST]]
    return Area("signing-remarks", _("Underskrift: dina frågor och svar"), columns, rows)


def _stand_ins(person_id: UUID) -> Area:
    columns = {"who": _("Vem"), "since": _("Från"), "until": _("Till"), "made": _("Bestämt")}
    own = StandIn.objects.filter(Q(person_id=person_id) | Q(other_id=person_id)).select_related("person")
    rows = [
        {
            "who": _("Du ersätter {name}").format(name=_named(one.person.name, one.person_id, person_id))
            if one.other_id == person_id
            else _("{name} ersätter dig").format(name=_named(one.name, one.other_id, person_id)),
            "since": one.from_on, "until": one.until_on, "made": one.created_at,
        }
        for one in own.order_by("from_on")
    ]  # fmt: skip
    return Area("signing-stand-ins", _("Underskrift: ersättare"), columns, rows)


def _lists(person_id: UUID) -> Area:
    columns = {"file": _("Lista"), "what": _("Hur"), "time": _("När"), "state": _("Läge"), "name": _("Namn")}
    began = Bulk.objects.filter(sender_id=person_id).order_by("created_at")
    named = BulkRow.objects.filter(person_id=person_id).select_related("bulk").order_by("pk")
    rows = [
        {
            "file": one.file_name, "what": _("Du skickade den"), "time": one.created_at,
            "state": one.get_state_display(), "name": "",
        }
        for one in began[:MOST]
    ]  # fmt: skip
    rows += [
        {
            "file": one.bulk.file_name, "what": _("Du stod i den"), "time": one.bulk.created_at,
            "state": one.bulk.get_state_display(), "name": bare(one.name),
        }
        for one in named[:MOST]
    ]  # fmt: skip
    return Area("signing-lists", _("Underskrift: listor"), columns, rows)


def _external(person_id: UUID) -> Area:
    columns = {"time": _("När"), "service": _("Tjänst"), "state": _("Läge"), "answered": _("Svar")}
    own = ExternalSigning.objects.filter(person_id=person_id).order_by("created_at")
    rows = [
        {
            "time": one.created_at, "service": one.service, "state": one.get_state_display(),
            "answered": one.answered_at,
        }
        for one in own[:MOST]
    ]  # fmt: skip
    return Area("signing-external", _("Underskrift: hos andra underskriftstjänster"), columns, rows)


def _letters(person_id: UUID) -> Area:
    """Letters to the addresses by which she was asked, without their text; not where others share one."""
    columns = {"time": _("När"), "subject": _("Ämne"), "to": _("Till"), "sent": _("Skickat")}
    used = {bare(one.email) for one in _own_parts(person_id)} - {""}
    others = Party.objects.filter(email__in=used).exclude(person_id=person_id)
    own = used - {bare(one.email) for one in others}
    rows = [
        {"time": one.created_at, "subject": one.subject, "to": one.to, "sent": one.sent_at}
        for one in Message.objects.filter(to__in=own).order_by("created_at")[:MOST]
    ]
    return Area("signing-letters", _("Underskrift: mejl till dig"), columns, rows)
