"""A directory adds, changes, switches off and removes the town's staff."""

from typing import Any

import pytest

from armkrok.core.access.models import RoleAssignment
from armkrok.core.identity.models import IdentityNumber, Person
from armkrok.core.identity.people import find
from armkrok.core.members.models import Member
from armkrok.core.notifications.tasks import ask
from armkrok.core.scim.tests.conftest import SWEDEN, USER, WORK, Directory, directory_of
from armkrok.core.tenants.models import Unit
from armkrok.core.tenants.scope import scope
from armkrok.kit.numbers import allowed_test_numbers
from armkrok.site import towns as data
from armkrok.site.settling import Settled
from tests.support.people import Visit
from tests.support.unchanged import unchanged


def _unused_number() -> str:
    taken = {one.number for one in data.PEOPLE}
    return next(number for number in sorted(allowed_test_numbers()) if number not in taken)


def _part(urn: str, facts: Any) -> Any:
    return {urn: facts}


def _member(towns: Settled, user: Any) -> Member:
    with scope(towns.organisations["sundby"].pk):
        return Member.objects.select_related("person", "unit").get(pk=user["id"])


def test_a_user_becomes_a_member(directory: Directory, towns: Settled) -> None:
    made = directory.add(
        schemas=[USER, WORK], name={"givenName": "Ada", "familyName": "Lind"}, title="Rektor",
        emails=[{"value": "fel@sundby.example"}, {"value": "ada.lind@sundby.example", "primary": True}],
        **_part(WORK, {"department": "Norra skolan"}),
    )  # fmt: skip
    member = _member(towns, made)
    assert (member.person.name, member.email, member.title) == (
        "Ada Lind",
        "ada.lind@sundby.example",
        "Rektor",
    )
    assert (member.unit and member.unit.name, member.external_id, member.source) == (
        "Norra skolan", "id-ada", "scim",
    )  # fmt: skip
    assert made["meta"]["location"].endswith(f"/api/v1/sundby/scim/v2/Users/{made['id']}")
    assert directory.ask("GET", f"/Users/{made['id']}") == made
    directory.add(status=409)


def test_a_number_finds_the_person_and_is_never_told(directory: Directory, towns: Settled) -> None:
    number = _unused_number()
    made = directory.add(schemas=[USER, SWEDEN], **_part(SWEDEN, {"personalIdentityNumber": number}))
    assert number not in str(made)
    person = find(number)
    assert person is not None
    assert person.pk == _member(towns, made).person_id
    again = directory.patch(made, {"op": "add", "path": f"{SWEDEN}:personalIdentityNumber", "value": number})
    assert number not in str(again)


def test_two_persons_are_never_made_one(directory: Directory, towns: Settled) -> None:
    taken = data.person("birgitta").number
    made = directory.add()
    with unchanged(towns):
        wrong = {"op": "add", "path": f"{SWEDEN}:personalIdentityNumber", "value": taken}
        assert directory.patch(made, wrong, status=409)["scimType"] == "uniqueness"
    with_number = directory.add(
        "bo", schemas=[USER, SWEDEN], **_part(SWEDEN, {"personalIdentityNumber": _unused_number()})
    )
    with unchanged(towns):
        assert directory.patch(with_number, wrong, status=400)["scimType"] == "mutability"


def test_a_name_told_by_an_eid_stays(directory: Directory, towns: Settled) -> None:
    number = data.person("amina").number
    Person.objects.filter(pk=towns.people["amina"].pk).update(is_verified=True)
    found = directory.ask("GET", "/Users?filter=userName+sw+%22amina%22")["Resources"][0]
    directory.patch(found, {"op": "replace", "path": "name.formatted", "value": "Mallory"})
    assert Person.objects.get(pk=towns.people["amina"].pk).name == towns.people["amina"].name
    assert number not in str(found)


def test_the_directory_renames_only_whom_it_brought(directory: Directory, towns: Settled) -> None:
    made = directory.add(name={"formatted": "Ada Lnd"})
    assert (
        directory.patch(made, {"op": "Replace", "path": "displayName", "value": "Ada Lind"})["displayName"]
        == "Ada Lind"
    )
    Person.objects.filter(pk=towns.people["amina"].pk).update(is_verified=False)
    before = towns.people["amina"].name
    found = directory.ask("GET", "/Users?filter=userName+sw+%22amina%22")["Resources"][0]
    directory.patch(found, {"op": "replace", "path": "displayName", "value": "Mallory"})
    assert Person.objects.get(pk=towns.people["amina"].pk).name == before


def test_who_is_known_elsewhere_is_not_renamed(directory: Directory, towns: Settled) -> None:
    """Norrvik has asked her to sign: what it sees her called is not Sundby's directory's to write."""
    made = directory.add(name={"formatted": "Ada Lind"})
    person = Person.objects.get(name="Ada Lind")
    with scope(towns.organisations["norrvik"].pk):
        ask(
            person.pk, service_key="signing", about_id=person.pk, title="x", text="x", button="x", url="/x/",
            due=None,
        )  # fmt: skip
    directory.patch(made, {"op": "replace", "path": "displayName", "value": "Mallory"})
    number = _unused_number()
    operation = {"op": "add", "path": f"{SWEDEN}:personalIdentityNumber", "value": number}
    directory.patch(made, operation, status=400)
    person.refresh_from_db()
    assert person.name == "Ada Lind"
    assert find(number) is None


@pytest.mark.parametrize("way", ["switched off", "removed"])
def test_the_end_bites_the_same_minute(directory: Directory, towns: Settled, visit: Visit, way: str) -> None:
    amina = visit("amina")
    amina.get("/sundby/underskrift/")
    found = directory.ask("GET", "/Users?filter=userName+sw+%22amina%22")["Resources"][0]
    if way == "removed":
        directory.ask("DELETE", f"/Users/{found['id']}", status=204)
        directory.ask("GET", f"/Users/{found['id']}", status=404)
    else:
        off = directory.patch(found, {"op": "Replace", "value": {"active": "False"}})
        assert off["active"] is False
    assert amina.client.get("/sundby/underskrift/").status_code in {302, 404}
    with scope(towns.organisations["sundby"].pk):
        held = RoleAssignment.objects.filter(person_id=towns.people["amina"].pk, ended_at=None)
        assert not held.exists()


def test_who_comes_back_gets_no_role_by_herself(directory: Directory, towns: Settled) -> None:
    found = directory.ask("GET", "/Users?filter=userName+sw+%22amina%22")["Resources"][0]
    directory.patch(found, {"op": "replace", "path": "active", "value": False})
    back = directory.patch(found, {"op": "replace", "path": "active", "value": True})
    assert back["active"] is True
    with scope(towns.organisations["sundby"].pk):
        assert not RoleAssignment.objects.filter(person_id=towns.people["amina"].pk, ended_at=None).exists()


def test_the_only_administrator_cannot_be_removed(directory: Directory, towns: Settled) -> None:
    found = directory.ask("GET", "/Users?filter=userName+sw+%22sara%22")["Resources"][0]
    with unchanged(towns):
        directory.ask("DELETE", f"/Users/{found['id']}", status=409)


def test_the_same_again_changes_nothing(directory: Directory, towns: Settled) -> None:
    made = directory.add()
    with unchanged(towns):
        assert directory.patch(made, {"op": "replace", "path": "title", "value": ""}) == made
        assert directory.ask("PUT", f"/Users/{made['id']}", made) == made


def test_who_has_read_an_older_version_must_read_again(directory: Directory, towns: Settled) -> None:
    made = directory.add()
    version = made["meta"]["version"]
    directory.ask("GET", f"/Users/{made['id']}", None, 304, **{"If-None-Match": version})
    change = {"op": "replace", "path": "title", "value": "Lärare"}
    changed = directory.patch(made, change, **{"If-Match": version})
    assert changed["meta"]["version"] != version
    with unchanged(towns):
        directory.patch(made, change | {"value": "Rektor"}, status=412, **{"If-Match": version})


def test_a_protected_person_is_not_named(directory: Directory, towns: Settled) -> None:
    name, address = towns.people["amina"].name, "amina.yusuf@sundby.example"
    Person.objects.filter(pk=towns.people["amina"].pk).update(is_protected=True)
    with scope(towns.organisations["sundby"].pk):
        pk = Member.objects.get(person_id=towns.people["amina"].pk).pk
    for found in (directory.ask("GET", f"/Users/{pk}"), directory.ask("GET", "/Users?count=200")):
        assert name not in str(found)
        assert address not in str(found)
    for asked in ("displayName+co+%22Amina%22", "emails.value+sw+%22amina%22", "userName+sw+%22amina%22"):
        assert directory.ask("GET", f"/Users?filter={asked}")["totalResults"] == 0


def test_another_towns_staff_is_not_there(directory: Directory, towns: Settled) -> None:
    other = directory_of(towns, "norrvik")
    theirs = other.add("eva")
    with unchanged(towns):
        directory.ask("GET", f"/Users/{theirs['id']}", status=404)
        directory.ask("DELETE", f"/Users/{theirs['id']}", status=404)
    assert theirs["id"] not in str(directory.ask("GET", "/Users?count=200"))


def test_a_list_costs_the_same_however_long(
    directory: Directory, towns: Settled, django_assert_max_num_queries: Any
) -> None:
    for n in range(12):
        directory.add(f"person{n}", **_part(WORK, {"department": f"Enhet {n}"}))
    with django_assert_max_num_queries(24):
        page = directory.ask("GET", "/Users?count=10&startIndex=2")
    assert (page["itemsPerPage"], page["startIndex"]) == (10, 2)
    with scope(towns.organisations["sundby"].pk):
        assert Unit.objects.filter(name__startswith="Enhet ").count() == 12
    assert not IdentityNumber.objects.filter(person__name__startswith="person").exists()
