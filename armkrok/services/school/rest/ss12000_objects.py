"""Rows of the roster as objects of SS 12000:2020. What is empty is left out, as the standard has it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from armkrok.core.tenants.scope import current_organisation_id
from armkrok.services.school.models import Activity, Duty, PupilGroup, RosterPerson, SchoolUnit
from armkrok.services.school.queries import ss12000 as queries
from armkrok.services.school.rest.ss12000_subjects import syllabus, syllabus_id
from armkrok.services.school.ss12000.answers import Json

STAFF, PUPIL = "Skola personal", "Skola elev"
LONG_AGO = "1970-01-01"
"""Stands for a required first day that the source has never told."""


@dataclass
class Showing:
    """How objects are shown, and whose names and data are."""

    expand: frozenset[str] = frozenset()
    has_names: bool = False
    has_numbers: bool = False
    shown: set[UUID] = field(default_factory=set)

    def collection(self, name: str, rows: Sequence[Any]) -> list[Json]:
        """Every row of a collection, with its links read for all of them at once."""
        match name:
            case "organisations":
                return [self._organisation(row) for row in rows]
            case "persons":
                return self._persons(rows)
            case "duties":
                return self._duties(rows)
            case "groups":
                return self._groups(rows)
        return self._activities(rows)

    # ---- organisations

    def _organisation(self, row: SchoolUnit) -> Json:
        return _whole(
            row,
            displayName=row.name,
            organisationType=row.kind,
            parentOrganisation=self._named(row.parent),
            schoolUnitCode=row.code,
            schoolTypes=row.school_types,
            municipalityCode=row.municipality_code,
        )

    # ---- persons

    def _persons(self, rows: Sequence[RosterPerson]) -> list[Json]:
        keys = [row.pk for row in rows]
        enrolments, adults = queries.enrolments(keys), queries.responsibles(keys)
        parts = self._parts_of_persons(keys)
        self.shown.update(keys)
        return [
            self._person(
                row,
                enrolments[row.pk],
                adults[row.pk],
                {name: links[row.pk] for name, links in parts.items()},
            )
            for row in rows
        ]

    def _person(self, row: RosterPerson, enrolments: list[Any], adults: list[Any], parts: Json) -> Json:
        number = row.civic_number() if self.has_numbers else ""
        names = {"givenName": row.given_name, "familyName": row.surname}  # required, also when empty
        return names | _whole(
            row,
            eduPersonPrincipalNames=[row.eppn] if row.eppn else [],
            civicNo={"value": number, "nationality": "SE"} if number else None,
            birthDate=_day(row.birth_date),
            sex=row.sex,
            securityMarking=row.marking,
            personStatus=row.status,
            emails=[{"value": row.email, "type": PUPIL if enrolments else STAFF}] if row.email else [],
            enrolments=[self._enrolment(one) for one in enrolments],
            responsibles=[
                {"person": self._person_ref(one.adult), "relationType": one.relation} for one in adults
            ],
            _embedded=parts or None,
        )

    def _enrolment(self, one: Any) -> Json:
        return _without_empty(
            enroledAt=self._named(one.unit),
            schoolType=one.school_type,
            schoolYear=one.school_year,
            educationCode=one.programme,
            startDate=_day(one.start_on) or LONG_AGO,
            endDate=_day(one.end_on),
            cancelled=False,
        )

    def _parts_of_persons(self, keys: list[UUID]) -> dict[str, dict[UUID, list[Json]]]:
        found: dict[str, dict[UUID, list[Json]]] = {}
        if "duties" in self.expand:
            duties = queries.duties_of(keys)
            rendered = self._duties([one for rows in duties.values() for one in rows])
            by_id = {one["id"]: one for one in rendered}
            found["duties"] = {
                key: [by_id[str(one.source_id)] for one in rows] for key, rows in duties.items()
            }
        if "groupMemberships" in self.expand:
            links = queries.memberships(keys)
            found["groupMemberships"] = {
                key: list(map(self._membership, rows)) for key, rows in links.items()
            }
        if "responsibleFor" in self.expand:
            links = queries.responsible_for(keys)
            found["responsibleFor"] = {
                key: [{"person": self._person_ref(one.pupil), "relationType": one.relation} for one in rows]
                for key, rows in links.items()
            }
        for name in {"placements", "ownedPlacements"} & self.expand:
            found[name] = {}
        return {name: {key: links.get(key, []) for key in keys} for name, links in found.items()}

    def _membership(self, one: Any) -> Json:
        return _without_empty(
            id=str(one.group.source_id),
            displayName=one.group.name,
            groupType=one.group.kind,
            schoolType=one.group.school_type,
            organisation=self._named(one.group.unit),
            startDate=_day(one.start_on) or LONG_AGO,
            endDate=_day(one.end_on),
        )

    # ---- duties and groups

    def _duties(self, rows: Sequence[Duty]) -> list[Json]:
        links = queries.assignments([row.pk for row in rows])
        whole: dict[str, Json] = {}
        if "person" in self.expand:
            people = [row.person for row in rows if row.person]
            inner = Showing(has_numbers=self.has_numbers, shown=self.shown)
            whole = {one["id"]: one for one in inner._persons(list({one.pk: one for one in people}.values()))}
        return [self._duty(row, links[row.pk], whole) for row in rows]

    def _duty(self, row: Duty, links: list[Any], whole: dict[str, Json]) -> Json:
        parts = {"person": whole[str(row.person.source_id)]} if whole and row.person else None
        return _whole(
            row,
            person=self._person_ref(row.person),
            dutyAt=self._named(row.unit),
            dutyRole=row.role,
            signature=row.signature,
            assignmentRole=[_assignment(one, group=self._named(one.group)) for one in links],
            startDate=_day(row.start_on) or LONG_AGO,
            endDate=_day(row.end_on),
            _embedded=parts,
        )

    def _groups(self, rows: Sequence[PupilGroup]) -> list[Json]:
        keys = [row.pk for row in rows]
        members = queries.members(keys)
        parts = queries.assignments_in(keys) if "assignmentRoles" in self.expand else None
        return [self._group(row, members[row.pk], None if parts is None else parts[row.pk]) for row in rows]

    def _group(self, row: PupilGroup, members: list[queries.Member], parts: list[Any] | None) -> Json:
        roles = None if parts is None else [_assignment(one, duty=self._duty_ref(one.duty)) for one in parts]
        return _whole(
            row,
            displayName=row.name,
            groupType=row.kind,
            schoolType=row.school_type,
            organisation=self._named(row.unit),
            startDate=_day(row.start_on) or LONG_AGO,
            endDate=_day(row.end_on),
            groupMemberships=[self._member(one) for one in members],
            _embedded=None if roles is None else {"assignmentRoles": roles},
        )

    def _member(self, one: queries.Member) -> Json:
        ref = {"id": str(one.source_id)}
        if self.has_names:
            self.shown.add(one.pupil_id)
            ref["displayName"] = f"{one.given_name} {one.surname}"
        days = {"startDate": _day(one.start_on) or LONG_AGO, "endDate": _day(one.end_on)}
        return _without_empty(person=ref, **days)

    # ---- teaching

    def _activities(self, rows: Sequence[Activity]) -> list[Json]:
        keys = [row.pk for row in rows]
        taught, teachings = queries.groups_taught(keys), queries.teachings(keys)
        inner = Showing(has_names=self.has_names, shown=self.shown)
        groups: dict[str, Json] = {}
        if "groups" in self.expand:
            some = {one.group_id: one.group for links in taught.values() for one in links}
            groups = {one["id"]: one for one in inner._groups(list(some.values()))}
        duties: dict[str, Json] = {}
        if "teachers" in self.expand:
            found = {one.duty_id: one.duty for links in teachings.values() for one in links}
            duties = {one["id"]: one for one in inner._duties(list(found.values()))}
        return [self._activity(row, taught[row.pk], teachings[row.pk], groups, duties) for row in rows]

    def _activity(
        self, row: Activity, taught: list[Any], teachings: list[Any], groups: Json, duties: Json
    ) -> Json:
        parts: Json = {}
        if "groups" in self.expand:
            parts["groups"] = [groups[str(one.group.source_id)] for one in taught]
        if "teachers" in self.expand:
            parts["teachers"] = [duties[str(one.duty.source_id)] for one in teachings]
        if "syllabus" in self.expand and row.subject_code:
            parts["syllabus"] = syllabus(current_organisation_id(), row.subject_code, row.subject_name)
        code = row.subject_code
        return _whole(
            row,
            displayName=row.name,
            activityType=row.kind,
            calendarEventsRequired=False,
            organisation=self._named(row.unit),
            groups=[self._named(one.group) for one in taught],
            teachers=[self._teaching(one) for one in teachings],
            syllabus={"id": syllabus_id(current_organisation_id(), code)} if code else None,
            parentActivity={"id": str(row.parent_source_id)} if row.parent_source_id else None,
            startDate=_day(row.start_on) or LONG_AGO,
            endDate=_day(row.end_on),
            _embedded=parts if self.expand else None,
        )

    def _teaching(self, one: Any) -> Json:
        return _without_empty(
            duty=self._duty_ref(one.duty),
            startDate=_day(one.start_on) or LONG_AGO,
            endDate=_day(one.end_on),
        )

    # ---- references

    def _named(self, row: SchoolUnit | PupilGroup | None) -> Json | None:
        if row is None:
            return None
        ref = {"id": str(row.source_id)}
        return {**ref, "displayName": row.name} if self.has_names else ref

    def _person_ref(self, row: RosterPerson | None) -> Json | None:
        if row is None:
            return None
        ref = {"id": str(row.source_id)}
        if self.has_names:
            self.shown.add(row.pk)
            ref["displayName"] = row.name
        return ref

    def _duty_ref(self, row: Duty) -> Json:
        ref = {"id": str(row.source_id)}
        if self.has_names:
            if row.person:
                self.shown.add(row.person.pk)
            ref["displayName"] = row.person.name if row.person else row.role
        return ref


def _assignment(one: Any, **ref: Json | None) -> Json:
    return _without_empty(
        **ref,
        assignmentRoleType=one.role,
        startDate=_day(one.start_on) or LONG_AGO,
        endDate=_day(one.end_on),
    )


def _whole(row: Any, **values: Any) -> Json:
    meta = {"created": queries.created(row).isoformat(), "modified": row.changed_at.isoformat()}
    return {"id": str(row.source_id), "meta": meta, **_without_empty(**values)}


def _without_empty(**values: Any) -> Json:
    return {name: value for name, value in values.items() if value is not None and value not in ("", [])}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
