"""What a person may see of herself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max, QuerySet

from armkrok.core import registry
from armkrok.core.access.actor import Actor
from armkrok.core.access.models import RoleAssignment
from armkrok.core.identity.loa import STRONG
from armkrok.core.identity.models import IdentityNumber, Session
from armkrok.core.identity.sessions import IDLE, LONGEST
from armkrok.core.me.models import DataExport, MergedPerson
from armkrok.core.members.models import Member
from armkrok.core.reading.queries import OwnRead, reads_of
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import current, scope
from armkrok.kit.days import now

SIZE = 25
FRESH = timedelta(minutes=10)
SESSIONS = 30


@dataclass(frozen=True)
class Place:
    """What one organisation has written down of the person: her employment and her roles."""

    organisation: Organisation
    member: Member | None
    roles: tuple[RoleAssignment, ...]


@dataclass(frozen=True)
class WayUsed:
    """One way by which the person has logged in."""

    name: str
    method: str
    at: datetime


def own_ids(person_id: UUID) -> list[UUID]:
    """The person's id, and those she has had: logs keep the old ones."""
    return [person_id, *MergedPerson.objects.filter(kept_id=person_id).values_list("old_id", flat=True)]


def numbers(person_id: UUID) -> "QuerySet[IdentityNumber]":
    """The person's numbers, the present ones first."""
    return IdentityNumber.objects.filter(person_id=person_id).order_by("until", "-since", "pk")


def places(person_id: UUID) -> list[Place]:
    """Organisations where the person works or has a role, or has had, by name; in her own scope."""
    ids = {*Member.own.values_list("organisation_id", flat=True)}
    ids |= {*RoleAssignment.own.values_list("organisation_id", flat=True)}
    return [_place(one, person_id) for one in Organisation.objects.filter(pk__in=ids).order_by("name")]


def _place(organisation: Organisation, person_id: UUID) -> Place:
    with scope(organisation.pk, person_id, current().only_id):
        member = Member.objects.filter(person_id=person_id).select_related("unit").first()
        roles = RoleAssignment.objects.filter(person_id=person_id).select_related("board", "unit")
        return Place(organisation, member, tuple(roles.order_by("ended_at", "-starts", "role")))


def role_name(key: str) -> str:
    """What a role is called, or its key when its service is gone."""
    known = registry.roles().get(key)
    return str(known.name) if known else key


def role_limit(role: RoleAssignment) -> str:
    """The board and unit that a role is limited to, if any."""
    return ", ".join(one.name for one in (role.board, role.unit) if one)


def sessions(actor: Actor) -> "QuerySet[Session]":
    """The person's log-ins, the newest first; a log-in that holds in one organisation sees those there."""
    own = Session.objects.filter(person_id=actor.person_id).order_by("-created_at")
    return own.filter(organisation_id=actor.only_id) if actor.only_id else own


def is_running(session: Session) -> bool:
    """Whether the session still opens anything."""
    moment = now()
    rested = moment - session.seen_at > IDLE or moment - session.created_at > LONGEST
    return session.ended_at is None and not rested


def ways_used(actor: Actor) -> list[WayUsed]:
    """By what the person has logged in, and when last."""
    rows = sessions(actor).order_by().values("provider", "method").annotate(at=Max("created_at"))
    return [
        WayUsed(one["provider"] or one["method"], one["method"], one["at"]) for one in rows.order_by("-at")
    ]


def own_reads(person_id: UUID, before: UUID | None = None) -> list[OwnRead]:
    """A page of who has read the person's data, and one more when there is a next page."""
    only_id, found = current().only_id, list[OwnRead]()
    for one in own_ids(person_id):
        with scope(None, one, only_id):
            found += reads_of(one, SIZE + 1, before)
    return sorted(found, key=lambda read: read.id, reverse=True)[: SIZE + 1]


def exports(actor: Actor) -> "QuerySet[DataExport]":
    """Copies that the person has asked for by a log-in that holds as widely as this one, the newest first."""
    own = DataExport.objects.filter(person_id=actor.person_id, organisation_id=actor.only_id)
    return own.defer("content").order_by("-asked_at")


def is_fresh(session: Session | None) -> bool:
    """Whether the log-in is strong, and so new that nobody else has had the time to sit down at it."""
    return bool(session and session.strength >= STRONG and now() - session.created_at <= FRESH)


def organisations(ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """Names by id."""
    found = Organisation.objects.filter(pk__in={one for one in ids if one})
    return dict(found.values_list("pk", "name"))
