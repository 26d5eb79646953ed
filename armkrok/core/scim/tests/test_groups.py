"""A directory fills the town's saved groups."""

from typing import Any

from armkrok.core.administration.actions import groups as administration
from armkrok.core.identity.people import find
from armkrok.core.members.models import Group, GroupEntry
from armkrok.core.scim.tests.conftest import GROUP, PATCH, Directory
from armkrok.site import towns as data
from armkrok.site.settling import Settled
from tests.support.people import inside
from tests.support.unchanged import unchanged


def _make(directory: Directory, name: str = "Ledningsgruppen", *people: Any, status: int = 201) -> Any:
    members = [{"value": one["id"]} for one in people]
    return directory.ask(
        "POST", "/Groups", {"schemas": [GROUP], "displayName": name, "members": members}, status
    )


def _patch(directory: Directory, group: Any, *operations: Any, status: int = 200) -> Any:
    body = {"schemas": [PATCH], "Operations": list(operations)}
    return directory.ask("PATCH", f"/Groups/{group['id']}", body, status)


def _ids(group: Any) -> set[str]:
    return {one["value"] for one in group.get("members", [])}


def test_people_come_and_go(directory: Directory) -> None:
    ada, bo = directory.add("ada"), directory.add("bo")
    made = _make(directory, "Ledningsgruppen", ada)
    both = _patch(directory, made, {"op": "add", "path": "members", "value": [{"value": bo["id"]}]})
    assert _ids(both) == {ada["id"], bo["id"]}
    path = f'members[value eq "{ada["id"]}"]'
    assert _ids(_patch(directory, made, {"op": "remove", "path": path})) == {bo["id"]}
    found = directory.ask("GET", "/Groups?filter=displayName+eq+%22ledningsgruppen%22")
    assert found["totalResults"] == 1
    directory.ask("DELETE", f"/Groups/{made['id']}", status=204)
    directory.ask("GET", f"/Groups/{made['id']}", status=404)


def test_people_from_elsewhere_stay_and_are_not_shown(directory: Directory, towns: Settled) -> None:
    ada = directory.add("ada")
    made = _make(directory, "Samverkan", ada)
    outside = data.person("vera")
    with inside(towns, "sara") as actor:
        outsider = administration.Outsider("Vera", "vera@norrvik.example", outside.number)
        administration.add_outsider_to_group(Group.objects.get(pk=made["id"]), outsider, by=actor)
    assert _ids(directory.ask("GET", f"/Groups/{made['id']}")) == {ada["id"]}
    emptied = directory.ask("PUT", f"/Groups/{made['id']}", {"schemas": [GROUP], "displayName": "Samverkan"})
    assert _ids(emptied) == set()
    with inside(towns, "sara"):
        left = GroupEntry.objects.get(group_id=made["id"])
        assert left.person == find(outside.number)


def test_what_cannot_be_is_refused(directory: Directory, towns: Settled) -> None:
    _make(directory)
    with unchanged(towns):
        assert _make(directory, status=409)["scimType"] == "uniqueness"
        _make(directory, "Ny", {"id": "01a20010-5510-7d80-a81a-d27fdf978b86"}, status=400)
        _make(directory, "Ny", {"id": "x"}, status=400)
        _make(directory, "x" * 121, status=400)
