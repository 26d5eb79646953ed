"""The switch, the list, and a person's own keys."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from armkrok.core.identity.models import Session
from armkrok.core.passkeys.models import BreakGlass, Passkey
from armkrok.core.passkeys.tests.conftest import SETTINGS, Holder, at_localhost, told
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.site.settling import Settled
from tests.support.people import Visit
from tests.support.unchanged import unchanged
from tests.support.visitor import Visitor

Make = Callable[[str], Holder]
SWITCH = f"{SETTINGS}nodinloggning/"
OWN = "/mina/nycklar/"


def test_it_is_off_until_somebody_says_why(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    assert "avstängd" in sara.get(SETTINGS).text
    page = sara.get(SWITCH)
    sara.submit(page, status=422, reason="")
    page = sara.follow(sara.submit(page, reason="Beslut KS 2026/17"))
    assert "Beslut KS 2026/17" in page.text
    assert told(towns) == [("BreakGlassOpened", {})]
    with scope(towns.organisations["sundby"].pk):
        row = BreakGlass.objects.get()
    assert (row.opened_by, row.reason) == (towns.people["sara"], "Beslut KS 2026/17")
    with scope(towns.organisations["norrvik"].pk):
        assert not BreakGlass.objects.exists()


def test_switching_off_keeps_the_keys_and_ends_the_sessions(opened: Settled, sara: Holder) -> None:
    sara.log_in()
    admin = Visitor(opened.people["sara"])
    page = admin.follow(admin.submit(admin.get(SWITCH), press="state=off"))
    assert "1 inloggning avslutades" in " ".join(page.messages)
    assert "Min nyckel" in page.text
    assert sara.session() is None
    assert told(opened)[-1] == ("BreakGlassClosed", {"sessions": 1})


def test_the_switch_wants_a_fresh_log_in(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    page = sara.get(SWITCH)
    Session.objects.update(created_at=now() - timedelta(minutes=11))
    with unchanged(towns):
        sara.submit(page, status=422, reason="x")


def test_the_switch_cannot_be_thrown_twice(opened: Settled, visit: Visit) -> None:
    sara = visit("sara")
    with unchanged(opened):
        sara.post(SWITCH, {"reason": "igen"}, status=422)
    sara.post(SWITCH, {"state": "off"})
    with unchanged(opened):
        sara.post(SWITCH, {"state": "off"}, status=409)


@pytest.mark.parametrize(("key", "status"), [("amina", 403), ("vera", 404), ("birgitta", 404)])
@pytest.mark.parametrize("address", [SETTINGS, SWITCH])
def test_only_the_towns_administrator_may(
    visit: Visit, opened: Settled, key: str, status: int, address: str
) -> None:
    with unchanged(opened):
        visit(key).get(address, status=status)
        visit(key).post(address, {"state": "off", "reason": "x", "person": "Amina Karlsson"}, status=status)


def test_an_administrator_removes_a_key(opened: Settled, sara: Holder) -> None:
    admin = Visitor(opened.people["sara"])
    listed = admin.get(SETTINGS)
    (address,) = listed.find("//a[contains(@href, '/ta-bort/')]/@href")
    page = admin.get(address)
    assert "Ta bort nyckeln Min nyckel?" in page.h1
    admin.submit(page)
    assert told(opened)[-1] == (
        "PasskeyRemoved",
        {"person_id": str(opened.people["sara"].pk), "sessions": 0},
    )
    admin.get(address, status=404)
    assert "Min nyckel" not in admin.get(SETTINGS).text


def test_the_list_asks_the_same_number_of_questions(
    opened: Settled, visit: Visit, django_assert_max_num_queries: Callable[..., object]
) -> None:
    sara = visit("sara")
    with scope(opened.organisations["sundby"].pk):
        for number, person in enumerate(list(opened.people.values())[:12]):
            Passkey.objects.create(
                person=person, name="x", credential_id=bytes([number]) * 16, public_key=b"x"
            )
    sara.get(SETTINGS)
    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        sara.get(SETTINGS)


def test_a_persons_own_keys_are_hers_alone(opened: Settled, sara: Holder, holder: Make) -> None:
    holder("birgitta").add("/norrvik/installningar/nycklar/ny/")
    herself, other = Visitor(opened.people["sara"]), Visitor(opened.people["amina"])
    page = herself.get(OWN)
    assert len(page.rows()) == 1
    assert "Sundby kommun" in page.rows()[0]
    (address,) = page.find("//a[contains(@href, '/ta-bort/')]/@href")
    with unchanged(opened):
        other.get(address, status=404)
        other.post(address, status=404)
    assert "Du har ingen nyckel" in other.get(OWN).text
    herself.submit(herself.get(address))
    assert "Du har ingen nyckel" in herself.get(OWN).text
    assert told(opened)[-1][0] == "PasskeyRemoved"


def test_a_session_by_key_sees_the_keys_of_its_own_organisation(opened: Settled, sara: Holder) -> None:
    with scope(opened.organisations["norrvik"].pk):
        other = Passkey.objects.create(
            person=opened.people["sara"], name="Norrviks", credential_id=b"x" * 16, public_key=b"x"
        )
    sara.log_in()
    assert "Norrviks" not in sara.visitor.get(OWN).text
    sara.visitor.get(f"{OWN}{other.pk}/ta-bort/", status=404)
    fully = at_localhost(Visitor(opened.people["sara"]))
    assert "Norrviks" in fully.get(OWN).text
