"""Bringing the roster's objects up to date from the temporary tables, a kind in a few statements."""

from collections.abc import Callable, Sequence
from uuid import UUID

from django.db.backends.utils import CursorWrapper
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Lower

from armkrok.core.identity.guarding import forget
from armkrok.core.identity.models import IdentityNumber
from armkrok.core.members.models import Member
from armkrok.core.tenants.models import Unit as Workplace
from armkrok.kit.days import now
from armkrok.services.school.importing.judging import Case
from armkrok.services.school.importing.tables import Objects
from armkrok.services.school.models import RosterPerson, SchoolUnit

OnMarked = Callable[[Sequence[UUID]], object]
"""Called with people who have just become protected, in the transaction that makes them so."""


def apply(cursor: CursorWrapper, case: Case, table: Objects) -> dict[str, int]:
    """Add what is new, change what differs, and mark what is gone; how many of each."""
    if table.kind == "RosterPerson":
        _unprotect(cursor, case)
    changed = _change(cursor, case, table)
    return {"new": _add(cursor, case, table), "changed": changed, "gone": _part(cursor, case, table)}


def protect(cursor: CursorWrapper, case: Case, on_marked: OnMarked) -> None:
    """Whoever the source marks is protected, also when her row is withheld for something else."""
    cursor.execute(
        "UPDATE school_rosterperson r SET is_protected = true, protected_at = now() FROM "
        "(SELECT id, bool_or(marking <> %(none)s) AS is_marked FROM stage_rosterperson GROUP BY id) s "
        "WHERE r.organisation_id = %(organisation)s AND r.source_id = s.id "
        "AND s.is_marked AND NOT r.is_protected RETURNING r.id",
        {**case.facts, "none": RosterPerson.Marking.NONE.value},
    )
    found = [row_id for (row_id,) in cursor.fetchall()]
    tied = RosterPerson.objects.filter(is_protected=False, gone_at=None, person__is_protected=True)
    found += tied.values_list("pk", flat=True)
    tied.update(is_protected=True, protected_at=now())
    forget()
    if found:
        on_marked(found)


def tie() -> None:
    """Tie people who log in to their rows: by number, else staff by the address or name they log in with.

    Judged anew each time: a corrected number must not leave a child with whoever had it by mistake.
    """
    owner = IdentityNumber.objects.filter(lookup=OuterRef("civic_lookup")).values("person_id")[:1]
    present = RosterPerson.objects.filter(gone_at=None)
    known = Q(civic_lookup__in=IdentityNumber.objects.values("lookup"))
    rows = present.filter(known).annotate(owner=Subquery(owner))
    rows.exclude(person_id=F("owner"), person__isnull=False).update(person_id=Subquery(owner))
    staff = present.exclude(known).filter(duties__gone_at=None, duties__isnull=False).distinct()
    present.exclude(known).exclude(person=None).exclude(pk__in=staff.values("pk")).update(person=None)
    _tie_staff(staff)


def _tie_staff(staff: "QuerySet[RosterPerson]") -> None:
    found = staff.annotate(login=Lower("eppn"), address=Lower("email"))
    rows = list(found.values_list("pk", "login", "address", "person_id"))
    people = _members({one for _row, *words, _person in rows for one in words if one})
    for row_id, name, address, tied in rows:
        person_id = people.get(name) or people.get(address)
        if person_id != tied:
            RosterPerson.objects.filter(pk=row_id).update(person_id=person_id)


def tie_workplaces() -> None:
    """A school unit that has no workplace gets the one of exactly its name; a name shared by two ties none.

    Roles that are limited to the workplace then open the school unit.
    """
    units = SchoolUnit.objects.filter(kind=SchoolUnit.Kind.UNIT, gone_at=None)
    once = units.values("name").annotate(number=Count("pk")).filter(number=1)
    same = Workplace.objects.filter(name=OuterRef("name"))
    names = list(once.filter(name__in=Workplace.objects.values("name")).values_list("name", flat=True))
    units.filter(workplace=None, name__in=names).update(workplace_id=Subquery(same.values("pk")[:1]))


def _members(words: set[str]) -> dict[str, UUID]:
    """Present members by user name and address; what two of them share is nobody's."""
    found: dict[str, UUID] = {}
    shared: set[str] = set()
    rows = Member.objects.filter(left_at=None).annotate(name=Lower("user_name"), address=Lower("email"))
    for person_id, name, address in rows.values_list("person_id", "name", "address"):
        for word in {name, address} & words:
            shared |= {word} if found.setdefault(word, person_id) != person_id else set()
    return {word: person_id for word, person_id in found.items() if word not in shared}


def _unprotect(cursor: CursorWrapper, case: Case) -> None:
    """A marking that the source takes back protects no more; a decision here or in the platform does."""
    cursor.execute(
        "UPDATE school_rosterperson r SET is_protected = false FROM stage_rosterperson s "
        "WHERE r.organisation_id = %(organisation)s AND r.id = s.row_id AND NOT s.fault "
        "AND r.is_protected AND r.marking <> %(none)s AND s.marking = %(none)s "
        "AND NOT EXISTS (SELECT FROM school_alias a WHERE a.subject_id = r.id AND a.ended_at IS NULL) "
        "AND NOT EXISTS (SELECT FROM identity_person p WHERE p.id = r.person_id AND p.is_protected)",
        {**case.facts, "none": RosterPerson.Marking.NONE.value},
    )


def _change(cursor: CursorWrapper, case: Case, table: Objects) -> int:
    refs = [f"{name}_id" for name, _kind, _must in table.refs]
    moved = "".join(f" OR r.{name}_id IS DISTINCT FROM s.{name}_row" for name, _kind, _must in table.refs)
    is_same_row = "r.organisation_id = %(organisation)s AND s.is_known AND NOT s.fault AND r.id = s.row_id"
    differs = f"{is_same_row} AND (r.digest <> s.digest OR r.gone_at IS NOT NULL{moved})"
    _keep_earlier(cursor, case, table, f"{table.table} r JOIN {table.stage} s ON {differs}")
    sets = [*(f"{name} = {_cast(table, name)}" for name in table.columns)]
    sets += [f"{column} = s.{column.removesuffix('_id')}_row" for column in refs]
    cursor.execute(
        f"UPDATE {table.table} r SET {', '.join(sets)}, digest = s.digest, told_by_id = %(source)s, "
        f"changed_at = now(), gone_at = NULL FROM {table.stage} s WHERE {differs}",
        case.facts,
    )
    changed = int(cursor.rowcount)
    cursor.execute(
        f"UPDATE {table.table} r SET told_by_id = %(source)s FROM {table.stage} s "
        f"WHERE {is_same_row} AND r.told_by_id IS DISTINCT FROM %(source)s",
        case.facts,
    )
    return changed


def _add(cursor: CursorWrapper, case: Case, table: Objects) -> int:
    refs = [(f"{name}_id", f"s.{name}_row") for name, _kind, _must in table.refs]
    pairs = [*((name, _cast(table, name)) for name in table.columns), *refs]
    if table.kind == "RosterPerson":
        pairs.append(("is_protected", "s.marking <> 'Ingen'"))
    names, values = (", ".join(column) for column in zip(*pairs, strict=True))
    cursor.execute(
        f"INSERT INTO {table.table} "
        f"(id, organisation_id, source_id, told_by_id, changed_at, digest, {names}) "
        f"SELECT s.row_id, %(organisation)s, s.id, %(source)s, now(), s.digest, {values} "
        f"FROM {table.stage} s WHERE NOT s.is_known AND NOT s.fault",
        case.facts,
    )
    return int(cursor.rowcount)


def _part(cursor: CursorWrapper, case: Case, table: Objects) -> int:
    """What the source no longer has is marked, and kept."""
    gone = f"gone_{table.kind.lower()}"
    _keep_earlier(cursor, case, table, f"{table.table} r JOIN {gone} g ON g.row_id = r.id")
    cursor.execute(
        f"UPDATE {table.table} r SET gone_at = now(), changed_at = now() FROM {gone} g "
        "WHERE r.organisation_id = %(organisation)s AND r.id = g.row_id",
        case.facts,
    )
    return int(cursor.rowcount)


def _keep_earlier(cursor: CursorWrapper, case: Case, table: Objects, rows: str) -> None:
    """What the rows are, until now; never a number."""
    told = ", ".join(f"'{name}', r.{name}" for name in (*table.earlier, "gone_at"))
    cursor.execute(
        "INSERT INTO school_earlier (id, organisation_id, kind, object_id, values, until) "
        f"SELECT gen_random_uuid(), %(organisation)s, '{table.kind}', r.id, jsonb_build_object({told}), "
        f"now() FROM {rows}",
        case.facts,
    )


def _cast(table: Objects, name: str) -> str:
    """A temporary column as the roster's table wants it; what the source left out is empty, not null."""
    field = table.model._meta.get_field(name)
    if table.columns[name] == "text" and not field.null:
        return f"coalesce(s.{name}, '')"
    if table.columns[name] == "text[]":
        return f"coalesce(s.{name}, '{{}}')"
    return f"s.{name}"
