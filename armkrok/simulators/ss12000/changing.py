"""What happens in a school: the deeds of the page and of /control/change. Each tells the subscribers."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

from armkrok.kit.days import today
from armkrok.simulators.ss12000.civic import Numbers
from armkrok.simulators.ss12000.ground import Json
from armkrok.simulators.ss12000.store import Store
from armkrok.simulators.ss12000.telling import Subscribers

MARKINGS: Final = ("Ingen", "Sekretessmarkering", "Skyddad folkbokföring")


class School:
    """The store, and those who are told of changes in it."""

    def __init__(self, store: Store, subscribers: Subscribers) -> None:
        self.store, self.subscribers = store, subscribers
        self.deeds: dict[str, Callable[..., Json]] = {
            "rename": self.rename,
            "move": self.move,
            "leave": self.leave,
            "delete": self.delete,
            "mark": self.mark,
            "number": self.number,
            "join": self.join,
            "end_duty": self.end_duty,
            "rename_group": self.rename_group,
            "delete_group": self.delete_group,
        }

    def change(self, deed: str, values: dict[str, Any]) -> Json:
        """Do a deed by name; raises KeyError or TypeError for one that is not understood."""
        return self.deeds[deed](**values)

    def rename(self, person: str, given_name: str, surname: str) -> Json:
        """A person gets another name; the address stays."""
        one = {**self._person(person), "givenName": given_name, "familyName": surname}
        return self._kept("persons", one, "Person")

    def mark(self, person: str, marking: str) -> Json:
        """A person gets a marking, or none; raises ValueError for one that does not exist."""
        if marking not in MARKINGS:
            raise ValueError(f"marking: one of {', '.join(MARKINGS)}")
        return self._kept("persons", {**self._person(person), "securityMarking": marking}, "Person")

    def number(self, person: str) -> Json:
        """A person gets another personal number: the next test number of her birth year that nobody has."""
        one = self._person(person)
        taken = self.store.rows(
            "SELECT json_extract(body, '$.civicNo.value') FROM object WHERE kind = 'persons'"
        )
        given = Numbers({row[0] for row in taken if row[0]}).take(int(one.get("birthDate", "2015")[:4]))
        if not given:
            raise ValueError("no test number of that birth year is left")
        birth = f"{given[:4]}-{given[4:6]}-{given[6:8]}"
        one = {**one, "civicNo": {"value": given, "nationality": "SE"}, "birthDate": birth}
        return self._kept("persons", one, "Person")

    def leave(self, person: str) -> Json:
        """A pupil's enrolments and memberships end yesterday."""
        last = _days_ago(1)
        one = self._person(person)
        for group in self._groups_of(person):
            for row in group["groupMemberships"]:
                if row["person"]["id"] == person:
                    row["endDate"] = last
            self.store.put("groups", group)
        for row in one.get("enrolments", []):
            row["endDate"] = last
        return self._kept("persons", one, "Person", "Group")

    def move(self, person: str, group: str) -> Json:
        """A pupil goes from her class, and its teaching groups, to another."""
        one, to = self._person(person), self._group(group)
        self._take_out(person)
        self._put_in(person, to)
        for row in one.get("enrolments", []):
            row["enroledAt"] = to["organisation"]
        return self._kept("persons", one, "Person", "Group")

    def delete(self, person: str) -> Json:
        """A person is no longer in the system, nor her duties and memberships."""
        one = self._person(person)
        self._take_out(person)
        for duty in self.store.pointing_at("duties", person):
            self.end_duty(duty["id"])
        self.store.remove("persons", person)
        self.subscribers.tell(("Group",), deleted=True)
        return one

    def join(self, group: str, given_name: str, surname: str) -> Json:
        """A new pupil in a class, without a personal number."""
        to, start = self._group(group), _days_ago(0)
        enrolment = {
            "enroledAt": to["organisation"],
            "schoolType": to.get("schoolType", "GR"),
            "startDate": start,
        }
        person = str(uuid4())
        address = f"{person[:8]}@elev.sundby.example"
        one: Json = {
            "id": person,
            "givenName": given_name,
            "familyName": surname,
            "securityMarking": "Ingen",
            "personStatus": "Aktiv",
            "eduPersonPrincipalNames": [address],
            "emails": [{"value": address, "type": "Skola elev"}],
            "enrolments": [enrolment],
        }
        self.store.put("persons", one)
        self._put_in(person, to)
        self.subscribers.tell(("Person", "Group"))
        return one

    def end_duty(self, duty: str) -> Json:
        """Somebody no longer works there, and teaches nothing."""
        one = self._found("duties", duty)
        for activity in self.store.pointing_at("activities", duty):
            left = [row for row in activity["teachers"] if row["duty"]["id"] != duty]
            self.store.put("activities", {**activity, "teachers": left})
        self.store.remove("duties", duty)
        self.subscribers.tell(("Activity",), deleted=True)
        return one

    def rename_group(self, group: str, name: str) -> Json:
        """A class gets another name."""
        return self._kept("groups", {**self._group(group), "displayName": name}, "Group")

    def delete_group(self, group: str) -> Json:
        """A group is no longer there, nor the activities that had it alone."""
        one = self._group(group)
        for activity in self.store.pointing_at("activities", group):
            self.store.remove("activities", activity["id"])
        self.store.remove("groups", group)
        self.subscribers.tell((), deleted=True)
        return one

    def classes(self, unit: str) -> list[Json]:
        """The classes of a school unit, by name."""
        sql = """SELECT body FROM object WHERE kind = 'groups' AND json_extract(body, '$.groupType') = 'Klass'
            AND json_extract(body, '$.organisation.id') = ? ORDER BY json_extract(body, '$.displayName')"""
        return [json.loads(body) for (body,) in self.store.rows(sql, [unit])]

    def _put_in(self, person: str, of: Json) -> None:
        """In a class, and in the teaching groups that are named after it."""
        beside = self.store.rows(
            """SELECT body FROM object WHERE kind = 'groups' AND json_extract(body, '$.organisation.id') = ?
            AND (id = ? OR json_extract(body, '$.displayName') LIKE ? || ' %')""",
            [of["organisation"]["id"], of["id"], of["displayName"]],
        )
        row = {"person": {"id": person}, "startDate": _days_ago(0)}
        for (body,) in beside:
            group = json.loads(body)
            self.store.put("groups", {**group, "groupMemberships": [*group["groupMemberships"], row]})

    def _take_out(self, person: str) -> None:
        for group in self._groups_of(person):
            left = [row for row in group["groupMemberships"] if row["person"]["id"] != person]
            self.store.put("groups", {**group, "groupMemberships": left})

    def _groups_of(self, person: str) -> list[Json]:
        return self.store.pointing_at("groups", person)

    def _kept(self, kind: str, one: Json, *told: str) -> Json:
        self.store.put(kind, one)
        self.subscribers.tell(told)
        return one

    def _person(self, object_id: str) -> Json:
        return self._found("persons", object_id)

    def _group(self, object_id: str) -> Json:
        return self._found("groups", object_id)

    def _found(self, kind: str, object_id: str) -> Json:
        found = self.store.find(kind, object_id)
        if found is None:
            raise KeyError(object_id)
        return found


def _days_ago(days: int) -> str:
    return (today() - timedelta(days=days)).isoformat()
