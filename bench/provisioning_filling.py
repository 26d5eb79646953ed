"""A made-up municipality straight into the roster's tables: the import has figures of its own."""

from collections.abc import Iterable, Iterator
from typing import Any
from uuid import UUID

import psycopg

from armkrok.kit.ids import uuid7
from armkrok.simulators.ss12000.municipality import Json, Municipality

EMPTY = b"\x00" * 16
Row = tuple[Any, ...]


class Filling:
    """Fills one organisation; ids of rows are in the order of making, as an import has them."""

    def __init__(self, connection: psycopg.Connection[Any], organisation_id: UUID, pupils: int) -> None:
        self.connection, self.organisation_id = connection, organisation_id
        self.made = Municipality(pupils)
        self.rows: dict[str, UUID] = {}
        self.persons: list[Json] = []

    def fill(self) -> None:
        """Everything; the caller commits."""
        self._copy(
            "school_schoolunit", "kind name parent_id code school_types municipality_code", self._units()
        )
        self.persons = list(self.made.persons())
        self._copy(
            "school_rosterperson",
            "given_name surname eppn email sex status marking is_protected civic_sealed",
            self._people(),
        )
        self._copy_parts(
            "school_enrolment", "pupil_id unit_id school_type school_year programme", self._places()
        )
        self._copy("school_duty", "person_id unit_id role signature", self._duties())
        self._copy("school_pupilgroup", "name kind school_type unit_id", self._groups())
        self._copy_parts("school_membership", "group_id pupil_id start_on", self._members())
        self._copy("school_activity", "name kind unit_id subject_code subject_name", self._activities())
        self._copy_parts("school_activitygroup", "activity_id group_id", self._taught())
        self._copy_parts("school_teaching", "activity_id duty_id", self._teachings())

    def _copy(self, table: str, columns: str, rows: Iterable[tuple[str, Row]]) -> None:
        names = f"id organisation_id source_id changed_at digest {columns}".split()
        with self._into(table, names) as copy:
            for source_id, values in rows:
                self.rows[source_id] = uuid7()
                copy.write_row(
                    (self.rows[source_id], self.organisation_id, source_id, "2026-08-10", EMPTY, *values)
                )

    def _copy_parts(self, table: str, columns: str, rows: Iterable[Row]) -> None:
        with self._into(table, f"id organisation_id {columns}".split()) as copy:
            for values in rows:
                copy.write_row((uuid7(), self.organisation_id, *values))

    def _into(self, table: str, columns: list[str]) -> Any:
        return self.connection.cursor().copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN")

    def _units(self) -> Iterator[tuple[str, Row]]:
        for one in self.made.organisations():
            parent = self.rows.get(one.get("parentOrganisation", {}).get("id", ""))
            yield one["id"], (
                one["organisationType"], one["displayName"], parent, one.get("schoolUnitCode", ""),
                one.get("schoolTypes", []), one.get("municipalityCode", ""),
            )  # fmt: skip

    def _people(self) -> Iterator[tuple[str, Row]]:
        for one in self.persons:
            marking, address = one["securityMarking"], one["eduPersonPrincipalNames"][0]
            yield one["id"], (
                one["givenName"], one["familyName"], address, address, "", "Aktiv", marking,
                marking != "Ingen", b"",
            )  # fmt: skip

    def _places(self) -> Iterator[Row]:
        for one in self.persons:
            for place in one.get("enrolments", []):
                unit = self.rows[place["enroledAt"]["id"]]
                programme = place.get("educationCode", "")
                yield self.rows[one["id"]], unit, place["schoolType"], place["schoolYear"], programme

    def _duties(self) -> Iterator[tuple[str, Row]]:
        for one in self.made.duties():
            person, unit = self.rows[one["person"]["id"]], self.rows[one["dutyAt"]["id"]]
            yield one["id"], (person, unit, one["dutyRole"], one["signature"])

    def _groups(self) -> Iterator[tuple[str, Row]]:
        for one in self.made.groups():
            unit = self.rows[one["organisation"]["id"]]
            yield one["id"], (one["displayName"], one["groupType"], one["schoolType"], unit)

    def _members(self) -> Iterator[Row]:
        for one in self.made.groups():
            for member in one["groupMemberships"]:
                yield self.rows[one["id"]], self.rows[member["person"]["id"]], member["startDate"]

    def _activities(self) -> Iterator[tuple[str, Row]]:
        for one in self.made.activities():
            unit = self.rows[one["organisation"]["id"]]
            yield one["id"], (one["displayName"], one["activityType"], unit, "", "")

    def _taught(self) -> Iterator[Row]:
        for one in self.made.activities():
            for group in one["groups"]:
                yield self.rows[one["id"]], self.rows[group["id"]]

    def _teachings(self) -> Iterator[Row]:
        for one in self.made.activities():
            for teacher in one["teachers"]:
                yield self.rows[one["id"]], self.rows[teacher["duty"]["id"]]
