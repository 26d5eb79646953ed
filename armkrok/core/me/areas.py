"""What the core itself has of a person: areas of her copy. In the scope of one organisation and of her."""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from armkrok.core import registry
from armkrok.core.access.models import RoleAssignment
from armkrok.core.audit.models import AuditRow
from armkrok.core.identity.guarding import bare
from armkrok.core.identity.models import Person, Session
from armkrok.core.mandates.models import Mandate
from armkrok.core.me.models import DataExport
from armkrok.core.me.queries import numbers, organisations, role_limit, role_name
from armkrok.core.members.models import GroupEntry, Member
from armkrok.core.notifications.models import Message, Task
from armkrok.core.reading.models import How, ReadSubject
from armkrok.core.reading.queries import kind_name, standing_of
from armkrok.core.registry import Area

MOST = 20_000


def of_person(person: Person, only_id: UUID | None) -> Iterator[Area]:
    """What belongs to no organisation. Of a log-in that holds in one organisation alone: what it may see."""
    if only_id:
        yield Area("identity", _("Du"), {"name": _("Namn")}, [{"name": str(person.name)}])
    else:
        yield _identity(person)
        yield _numbers(person.pk)
        yield _mandates(person.pk)
    yield _sessions(person.pk, only_id)
    yield _copies(person.pk, only_id)


def _identity(person: Person) -> Area:
    name = {"name": _("Namn"), "verified": _("Från e-legitimation"), "since": _("Känd sedan")}
    row = {"name": bare(person.name), "verified": person.is_verified, "since": person.created_at}
    return Area("identity", _("Du"), name, [row])


def _numbers(person_id: UUID) -> Area:
    columns = {"number": _("Nummer"), "kind": _("Slag"), "since": _("Från"), "until": _("Till")}
    rows = [
        {"number": one.in_clear(), "kind": one.get_kind_display(), "since": one.since, "until": one.until}
        for one in numbers(person_id)
    ]
    return Area("numbers", _("Dina nummer"), columns, rows)


def _mandates(person_id: UUID) -> Area:
    """For whom she may act, and who may act for her, as the register has told."""
    columns = {
        "who": _("Vem"), "kind": _("Slag"), "reference": _("Beteckning"), "since": _("Från"),
        "until": _("Till"), "ended": _("Upphörde"),
    }  # fmt: skip
    own = Mandate.objects.filter(Q(holder_id=person_id) | Q(principal_id=person_id))
    rows = [
        {
            "who": _("Någon får agera för dig") if one.principal_id == person_id else _called(one),
            "kind": one.get_kind_display(), "reference": one.reference, "since": one.valid_from,
            "until": one.valid_until, "ended": one.ended_at,
        }
        for one in own.select_related("principal").order_by("valid_from", "pk")
    ]  # fmt: skip
    return Area("mandates", _("Ombud"), columns, rows)


def _called(mandate: Mandate) -> str:
    """Whom she may act for: a protected person is hidden by the field itself."""
    name = mandate.principal.name if mandate.principal else mandate.principal_name
    return _("Du får agera för {name}").format(name=name)


def _sessions(person_id: UUID, only_id: UUID | None) -> Area:
    columns = {
        "since": _("Inloggad"), "seen": _("Senast använd"), "ended": _("Avslutad"), "provider": _("Med"),
        "level": _("Tillitsnivå"), "holds": _("Gäller i"), "address": _("IP-adress"),
        "browser": _("Webbläsare"),
    }  # fmt: skip
    own = Session.objects.filter(person_id=person_id).order_by("-created_at")
    found = (own.filter(organisation_id=only_id) if only_id else own)[:MOST]
    names = organisations(one.organisation_id for one in found)
    rows = [
        {
            "since": one.created_at, "seen": one.seen_at, "ended": one.ended_at,
            "provider": one.provider or one.method, "level": one.loa, "address": one.ip,
            "holds": names.get(one.organisation_id, "") if one.organisation_id else _("Överallt"),
            "browser": one.user_agent,
        }
        for one in found
    ]  # fmt: skip
    return Area("sessions", _("Dina inloggningar"), columns, rows)


def _copies(person_id: UUID, only_id: UUID | None) -> Area:
    columns = {"asked": _("Beställd"), "fetched": _("Hämtad")}
    own = DataExport.objects.filter(person_id=person_id, organisation_id=only_id).defer("content")
    rows = [{"asked": one.asked_at, "fetched": one.fetched_at} for one in own.order_by("asked_at")]
    return Area("copies", _("Kopior du har beställt"), columns, rows)


def here(person_id: UUID) -> Iterator[Area]:
    """What the organisation in scope has in the core's tables."""
    yield _memberships(person_id)
    yield _groups(person_id)
    yield _roles(person_id)
    yield _tasks(person_id)
    yield _reads(person_id)
    yield _deeds(person_id)
    yield _letters(person_id)


def _memberships(person_id: UUID) -> Area:
    columns = {
        "title": _("Titel"), "email": _("E-post"), "unit": _("Enhet"), "user_name": _("Användarnamn"),
        "external_id": _("Id i organisationens katalog"), "since": _("Från"), "until": _("Till"),
    }  # fmt: skip
    rows = [
        {
            "title": bare(one.title), "email": bare(one.email), "unit": one.unit.name if one.unit else "",
            "user_name": one.user_name, "external_id": one.external_id, "since": one.joined_at,
            "until": one.left_at or one.ends_on,
        }
        for one in Member.objects.filter(person_id=person_id).select_related("unit")
    ]  # fmt: skip
    return Area("memberships", _("Anställning eller uppdrag"), columns, rows)


def _groups(person_id: UUID) -> Area:
    columns = {"group": _("Grupp"), "name": _("Namn"), "email": _("E-post"), "title": _("Titel")}
    rows = [
        {
            "group": one.group.name, "name": bare(one.name), "email": bare(one.email),
            "title": bare(one.title),
        }
        for one in GroupEntry.objects.filter(person_id=person_id).select_related("group")
    ]  # fmt: skip
    return Area("groups", _("Sparade grupper som du är med i"), columns, rows)


def _roles(person_id: UUID) -> Area:
    columns = {
        "role": _("Roll"), "limit": _("Nämnd eller enhet"), "since": _("Från"), "until": _("Till"),
        "used": _("Senast använd"),
    }  # fmt: skip
    found = RoleAssignment.objects.filter(person_id=person_id).select_related("board", "unit")
    rows = [
        {
            "role": role_name(one.role), "limit": role_limit(one), "since": one.starts,
            "until": one.ended_at or one.ends, "used": one.used_on,
        }
        for one in found.order_by("starts", "pk")
    ]  # fmt: skip
    return Area("roles", _("Roller"), columns, rows)


def _tasks(person_id: UUID) -> Area:
    columns = {
        "title": _("Vad"), "text": _("Om"), "kind": _("Slag"), "due": _("Senast"), "since": _("Från"),
        "done": _("Klart"), "url": _("Adress"),
    }  # fmt: skip
    rows = [
        {
            "title": one.title, "text": one.text, "kind": one.get_kind_display(), "due": one.due,
            "since": one.created_at, "done": one.done_at, "url": one.url,
        }
        for one in Task.objects.filter(person_id=person_id).order_by("created_at")[:MOST]
    ]  # fmt: skip
    return Area("tasks", _("Det som väntar på dig, eller har gjort det"), columns, rows)


def _reads(person_id: UUID) -> Area:
    """When, what and by which role: the reader's name is the organisation's to tell, on the page."""
    columns = {"time": _("När"), "who": _("Vem"), "what": _("Vad"), "how": _("Hur")}
    found = ReadSubject.objects.filter(person_id=person_id).select_related("row").order_by("row_id")[:MOST]
    rows = [
        {
            "time": one.row.at, "who": standing_of(one.row), "what": kind_name(one.row.what),
            "how": str(How(one.row.how).label),
        }
        for one in found
    ]  # fmt: skip
    return Area("reads", _("Vem som har läst dina uppgifter"), columns, rows)


def _deeds(person_id: UUID) -> Area:
    """What she has done, and what has been done in her name or to her row."""
    columns = {"time": _("När"), "what": _("Vad"), "who": _("Av"), "about": _("Om"), "number": _("Nummer")}
    texts = {kind.__name__: kind.text for one in registry.services() for kind in one.events}  # type: ignore[attr-defined]
    hers = Q(actor_id=person_id) | Q(principal_id=person_id) | Q(about_id=person_id)
    rows = [
        {
            "time": one.at, "what": str(texts.get(one.event, one.event)),
            "who": _("Du") if one.actor_id == person_id else _("Någon annan"),
            "about": one.about_kind, "number": str(one.about_id or ""),
        }
        for one in AuditRow.objects.filter(hers).order_by("at")[:MOST]
    ]  # fmt: skip
    return Area("deeds", _("Händelseloggen: det du har gjort, och det som rör dig"), columns, rows)


def _letters(person_id: UUID) -> Area:
    """E-mail to her address as a member; without its text, which may hold links that open something."""
    member = Member.objects.filter(person_id=person_id).first()
    address = bare(member.email) if member else ""
    is_shared = Member.objects.filter(email__iexact=address).exclude(person_id=person_id).exists()
    found = Message.objects.none() if is_shared or not address else Message.objects.filter(to__iexact=address)
    columns = {"time": _("När"), "subject": _("Ämne"), "to": _("Till"), "sent": _("Skickat")}
    rows = [
        {"time": one.created_at, "subject": one.subject, "to": one.to, "sent": one.sent_at}
        for one in found.order_by("created_at")[:MOST]
    ]
    return Area("letters", _("Mejl till dig"), columns, rows)
