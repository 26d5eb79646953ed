"""Reads of the log of reads: for those who follow it up, and for the people it is about."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext as _

from armkrok.core import registry
from armkrok.core.access.models import ApiClient
from armkrok.core.identity.models import Person
from armkrok.core.identity.people import find, read_number
from armkrok.core.members.models import Member
from armkrok.core.reading.models import How, ReadPolicy, ReadRow, ReadSubject
from armkrok.core.tenants.models import Organisation
from armkrok.kit.days import end_of, start_of

SIZE, NAMED, MOST_FOUND = 50, 3, 20


@dataclass(frozen=True)
class Wanted:
    """Which reads are looked for. The days are Swedish and both included."""

    person_id: UUID | None = None
    reader_id: UUID | None = None
    first: date | None = None
    last: date | None = None
    what: str = ""


@dataclass(frozen=True)
class Told:
    """One read in words. `shown` are the people whose names it holds, the reader among them."""

    id: UUID
    time: datetime
    reader: str
    standing: str
    what: str
    detail: str
    ip: str
    names: tuple[str, ...]
    others: int
    withheld: int
    shown: frozenset[UUID]


@dataclass(frozen=True)
class OwnRead:
    """What a person is told of a read of her own data."""

    id: UUID
    time: datetime
    who: str
    what: str


def reads(wanted: Wanted) -> "QuerySet[ReadRow]":
    """The reads of the organisation in scope that are wanted, the newest first; ids begin with the time."""
    rows = ReadRow.objects.order_by("-pk")
    if wanted.person_id:
        rows = rows.filter(subjects__person_id=wanted.person_id)
    if wanted.reader_id:
        rows = rows.filter(reader_id=wanted.reader_id)
    if wanted.first:
        rows = rows.filter(at__gte=start_of(wanted.first))
    if wanted.last:
        rows = rows.filter(at__lt=end_of(wanted.last))
    return rows.filter(what=wanted.what) if wanted.what else rows


def told(rows: Sequence[ReadRow], person_id: UUID | None = None) -> list[Told]:
    """The rows in words, in as many questions to the database however many they are.

    Three people of each are named: `person_id` first, if she is one of them.
    """
    people = _people(rows, person_id)
    names = names_of(rows, (one for found in people.values() for one in found))
    return [_told(row, people[row.pk], names) for row in rows]


def _people(rows: Sequence[ReadRow], person_id: UUID | None) -> dict[UUID, list[UUID]]:
    """The first few people of each row."""
    place = Window(RowNumber(), partition_by="row_id", order_by="person_id")
    subjects = ReadSubject.objects.filter(row_id__in=[row.pk for row in rows]).annotate(place=place)
    found: dict[UUID, list[UUID]] = defaultdict(list)
    for row_id, one in subjects.filter(place__lte=NAMED).values_list("row_id", "person_id"):
        found[row_id].append(one)
    if person_id:
        for row in rows:
            found[row.pk] = [person_id, *(one for one in found[row.pk] if one != person_id)][:NAMED]
    return found


def names_of(rows: Iterable[ReadRow], people: Iterable[UUID]) -> dict[UUID, str]:
    """Names of the readers, of whom they acted for, and of the people."""
    readers = {one for row in rows for one in (row.reader_id, row.principal_id) if one}
    found = {one.pk: one.name for one in Person.objects.filter(pk__in={*readers, *people})}
    return found | {one.pk: one.name for one in ApiClient.objects.filter(pk__in=readers - found.keys())}


def _told(row: ReadRow, people: list[UUID], names: dict[UUID, str]) -> Told:
    shown = {one for one in (row.reader_id, row.principal_id, *people) if one}
    return Told(
        id=row.pk,
        time=row.at,
        reader=reader_of(row, names),
        standing=standing_of(row),
        what=kind_name(row.what),
        detail=", ".join(filter(None, [str(How(row.how).label), row.why])),
        ip=row.ip or "",
        names=tuple(names.get(one, _("Okänd")) for one in people),
        others=row.people - len(people),
        withheld=row.withheld,
        shown=frozenset(shown) if row.reader_kind == "person" else frozenset(people),
    )


def reader_of(row: ReadRow, names: dict[UUID, str]) -> str:
    """Who read, and for whom."""
    if row.reader_id is None:
        return _("Armkrok självt")
    reader = names.get(row.reader_id, _("Okänd"))
    if row.principal_id is None:
        return reader
    principal = names.get(row.principal_id, _("Okänd"))
    return _("{reader} för {principal}").format(reader=reader, principal=principal)


def standing_of(row: ReadRow) -> str:
    """The reader's roles and unit, as they were then."""
    if row.reader_kind == "client":
        return _("Anslutet system")
    known = registry.roles()
    roles = [str(known[key].name) if key in known else key for key in row.roles]
    return ", ".join(filter(None, [*roles, row.unit]))


def kind_name(key: str) -> str:
    """What a way of reading is called, or its key when its service is gone."""
    kind = registry.read_kinds().get(key)
    return str(kind.name) if kind else key


def subjects_called(text: str) -> list[Person]:
    """People whose data has been read here, by personal number or by words of the name; NumberRefused."""
    about = Exists(ReadSubject.objects.filter(person_id=OuterRef("pk")))
    if sum(letter.isdigit() for letter in text) >= 10:
        person = find(read_number(text))
        found = Person.objects.filter(about, pk=person.pk) if person else Person.objects.none()
        return list(found)
    return list(_called(text).filter(about)[:MOST_FOUND])


def readers_called(text: str) -> list[Person | ApiClient]:
    """People and systems that have read here, by words of the name."""
    have_read = Exists(ReadRow.objects.filter(reader_id=OuterRef("pk")))
    people = list(_called(text).filter(have_read)[:MOST_FOUND])
    clients = ApiClient.objects.filter(have_read, name__icontains=text)
    return [*people, *clients[: MOST_FOUND - len(people)]]


def _called(text: str) -> "QuerySet[Person]":
    people = Person.objects.order_by("sort_key", "pk")
    for word in text.split()[:6]:
        people = people.filter(name__icontains=word)
    return people


def posts_of(person_ids: Iterable[UUID]) -> dict[UUID, str]:
    """Titles and units of those who work here, to tell people of one name apart."""
    members = Member.objects.filter(person_id__in=list(person_ids)).select_related("unit")
    return {
        one.person_id: ", ".join(filter(None, [one.title, one.unit.name if one.unit else ""]))
        for one in members
    }


def reads_of(person_id: UUID, limit: int = 50, before: UUID | None = None) -> list[OwnRead]:
    """Who has read the person's data, in every organisation, the newest first; in her own scope.

    With `before`, those older than the read with that id.

    The reader's roles, unit and organisation are told, and her name where the organisation has chosen so. Of
    the reason nothing is told: it may hold what the organisation must keep secret.
    """
    own = ReadSubject.own.filter(person_id=person_id).select_related("row")
    own = own.filter(row_id__lt=before) if before else own
    rows = [one.row for one in own.order_by(F("row_id").desc())[:limit]]
    places = Organisation.objects.in_bulk({row.organisation_id for row in rows})
    naming = set(ReadPolicy.known.filter(names_readers=True).values_list("organisation_id", flat=True))
    named = {row.reader_id for row in rows if row.organisation_id in naming and row.reader_kind == "person"}
    names = {one.pk: one.name for one in Person.objects.filter(pk__in=named, is_protected=False)}
    return [
        OwnRead(
            row.pk,
            row.at,
            ", ".join(
                filter(None, [_named(row, naming, names), standing_of(row), places[row.organisation_id].name])
            ),
            f"{kind_name(row.what)}, {str(How(row.how).label).lower()}",
        )
        for row in rows
    ]


def _named(row: ReadRow, naming: set[UUID], names: dict[UUID, str]) -> str:
    return names.get(row.reader_id, "") if row.reader_id and row.organisation_id in naming else ""
