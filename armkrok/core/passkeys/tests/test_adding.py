"""A new key: who may add one, by which way in, and which keys are not kept."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from armkrok.core.identity.models import Session
from armkrok.core.notifications.models import Message
from armkrok.core.passkeys.actions import invitations
from armkrok.core.passkeys.models import BreakGlass, Ceremony, Invitation, Passkey
from armkrok.core.passkeys.tests.conftest import SETTINGS, Holder, at_localhost, told
from armkrok.core.policies.models import Policy
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.site.settling import Settled
from tests.support.authenticator import PRESENT
from tests.support.people import inside
from tests.support.unchanged import unchanged
from tests.support.visitor import Visitor

Make = Callable[[str], Holder]
NEW = f"{SETTINGS}ny/"


def kept(towns: Settled, town: str = "sundby") -> list[Passkey]:
    """The keys that the town knows."""
    with scope(towns.organisations[town].pk):
        return list(Passkey.objects.select_related("person"))


def link(towns: Settled) -> str:
    """The path in the newest letter with an invitation."""
    with scope(towns.organisations["sundby"].pk):
        body = Message.objects.filter(subject__startswith="Lägg till").latest("created_at").body
    found = re.search(r"http://localhost:8000(/sundby/\S+)", body)
    assert found, body
    return found.group(1)


def test_sara_adds_a_key_and_is_told(opened: Settled, holder: Make) -> None:
    sara = holder("sara")
    page = sara.add()
    assert page.leads_to == SETTINGS
    (key,) = kept(opened)
    assert (key.person, key.name, key.sign_count) == (opened.people["sara"], "Min nyckel", 0)
    assert bytes(key.credential_id) == sara.key.credential_id
    assert not key.is_syncable
    assert told(opened)[-1][0] == "PasskeyAdded"
    assert "Min nyckel" in sara.visitor.get(SETTINGS).text
    with scope(opened.organisations["sundby"].pk):
        assert Message.objects.get().subject == "En nyckel har lagts till i Sundby kommun"


def test_the_options_ask_for_what_we_need(opened: Settled, holder: Make) -> None:
    sara = holder("sara")
    options = sara.options(f"{NEW}borja/")
    assert options["attestation"] == "none"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["rp"] == {"name": "Armkrok", "id": "localhost"}
    assert {one["alg"] for one in options["pubKeyCredParams"]} == {-7, -8, -257}
    assert options["excludeCredentials"] == []
    sara.add()
    assert len(sara.options(f"{NEW}borja/")["excludeCredentials"]) == 1


BENT: dict[str, dict[str, Any]] = {
    "another origin": {"origin": "http://evil.example:8000"},
    "another relying party": {"party": "evil.example"},
    "nobody verified": {"flags": PRESENT},
    "nobody present": {"flags": 0x04},
    "an answer to another deed": {"type": "webauthn.get"},
    "inside another page": {"more": {"crossOrigin": True}},
    "a challenge of its own": {"challenge": "eHh4"},
    "an attestation that we do not read": {"fmt": "fido-u2f"},
    "an attestation nobody knows": {"fmt": "x"},
    "no key": {"key": {}},
    "an RSA key of 512 bits": {"key": {1: 3, 3: -257, -1: b"\x80" + b"\x01" * 63, -2: b"\x01\x00\x01"}},
    "a point that is not on the curve": {"key": {1: 2, 3: -7, -1: 1, -2: b"\x01" * 32, -3: b"\x01" * 32}},
}
ALGORITHMS = {"none": 0, "in words": "none", "HMAC": 5, "ES256K": -47, "RS1": -65535, "ML-DSA": -48}


@pytest.mark.parametrize("bent", BENT.values(), ids=BENT)
def test_a_bent_answer_is_not_kept(opened: Settled, holder: Make, bent: dict[str, Any]) -> None:
    sara = holder("sara")
    with unchanged(opened):
        sara.add(status=422, **bent)
    sara.add()


@pytest.mark.parametrize("algorithm", ALGORITHMS.values(), ids=ALGORITHMS)
def test_only_three_algorithms_are_good_enough(opened: Settled, holder: Make, algorithm: Any) -> None:
    sara = holder("sara")
    with unchanged(opened):
        sara.add(status=422, key=sara.key.cose(algorithm))


def test_a_challenge_holds_once_in_one_browser_for_five_minutes(opened: Settled, holder: Make) -> None:
    sara, other = holder("sara"), holder("sara")
    answer = sara.key.made(sara.options(f"{NEW}borja/"))
    data = {"name": "Min nyckel", "credential": answer}
    other.options(f"{NEW}borja/")
    other.visitor.post(NEW, data, status=422)
    sara.visitor.post(NEW, data)
    sara.visitor.post(NEW, data, status=422)
    late = sara.key.made(sara.options(f"{NEW}borja/"))
    Ceremony.objects.update(started_at=now() - timedelta(minutes=6))
    sara.visitor.post(NEW, {"name": "Min nyckel", "credential": late}, status=422)
    assert len(kept(opened)) == 1


def test_a_challenge_of_another_town_does_not_hold_here(opened: Settled, holder: Make) -> None:
    sara = holder("sara")
    from armkrok.core.access.models import RoleAssignment
    from armkrok.core.members.models import Member

    with scope(opened.organisations["norrvik"].pk):
        Member.objects.create(person=opened.people["sara"], email="sara@norrvik.example")
        RoleAssignment.objects.create(person=opened.people["sara"], role="administrator")
    answer = sara.key.made(sara.options("/norrvik/installningar/nycklar/ny/borja/"))
    sara.visitor.post(NEW, {"name": "Min nyckel", "credential": answer}, status=422)
    assert kept(opened) == []


def test_the_same_credential_is_not_kept_twice(opened: Settled, holder: Make) -> None:
    sara = holder("sara")
    sara.add()
    sara.add(status=422)
    assert len(kept(opened)) == 1


STALE: dict[str, dict[str, Any]] = {
    "too old": {"created_at": now() - timedelta(minutes=11)},
    "too weak": {"strength": 2},
    "by a key": {"method": "passkey"},
}


@pytest.mark.parametrize("change", STALE.values(), ids=STALE)
def test_the_log_in_must_be_fresh_and_strong(opened: Settled, holder: Make, change: dict[str, Any]) -> None:
    sara = holder("sara")
    options = sara.options(f"{NEW}borja/")
    if "created_at" in change:
        change = {"created_at": now() - timedelta(minutes=11)}
    if "strength" in change:  # enough for the settings by the town's own choice, and still not for a key
        with scope(opened.organisations["sundby"].pk):
            Policy.objects.create(staff_strength=2)
    Session.objects.update(**change)
    with unchanged(opened):
        sara.options(f"{NEW}borja/", status=403)
        sara.visitor.post(NEW, {"name": "x", "credential": sara.key.made(options)}, status=403)
        page = sara.visitor.get(NEW)
        assert "loggat in med e-legitimation" in page.text
    out = sara.visitor.submit(page, "/logga-in-igen/")
    assert out.leads_to == "/logga-in/?next=%2Fsundby%2Finstallningar%2Fnycklar%2Fny%2F"
    assert sara.session() is None


def test_without_script_the_page_says_so(opened: Settled, holder: Make) -> None:
    sara = holder("sara")
    page = sara.visitor.get(NEW)
    assert page.find("//noscript")
    page = sara.visitor.submit(page, status=422, name="Min nyckel")
    assert "JavaScript" in page.text


def test_nothing_is_added_when_the_glass_is_whole(towns: Settled) -> None:
    sara = Holder(at_localhost(Visitor(towns.people["sara"])))
    with unchanged(towns):
        sara.options(f"{NEW}borja/", status=409)
    assert "avstängd" in sara.visitor.get(NEW).text


@pytest.mark.parametrize(("key", "status"), [("amina", 403), ("vera", 404), ("birgitta", 404)])
def test_only_administrators_add_for_themselves(opened: Settled, holder: Make, key: str, status: int) -> None:
    someone = holder(key)
    with unchanged(opened):
        someone.visitor.get(NEW, status=status)
        someone.visitor.client.post(f"{NEW}borja/", {"csrfmiddlewaretoken": someone.visitor.token})


def test_an_invitation_goes_from_sara_to_amina(opened: Settled, holder: Make) -> None:
    sara, nobody = holder("sara"), holder("")
    sara.visitor.submit(sara.visitor.get(SETTINGS), person="Amina Karlsson")
    assert "Amina Karlsson" in sara.visitor.get(SETTINGS).text
    address = link(opened)
    page = nobody.visitor.get(address)
    assert "Amina" not in page.html
    page = nobody.add(address)
    assert page.leads_to == "/logga-in/nyckel/"
    (key,) = kept(opened)
    assert key.person == opened.people["amina"]
    assert ("PasskeyAdded", {"person_id": str(key.person_id), "by_invitation": True}) in told(opened)
    nobody.visitor.get(address, status=404)
    nobody.log_in()
    session = nobody.session()
    assert session
    assert session.person == opened.people["amina"]


def test_the_token_itself_is_not_kept(opened: Settled, holder: Make) -> None:
    sara = holder("sara")
    sara.visitor.submit(sara.visitor.get(SETTINGS), person="Amina Karlsson")
    token = link(opened).split("/")[-2]
    with scope(opened.organisations["sundby"].pk):
        row = Invitation.objects.get()
    assert token.encode() not in bytes(row.token_hash)
    assert len(token) >= 43


def invite(towns: Settled, key: str = "amina") -> str:
    """The path of an invitation that Sara has made."""
    from armkrok.core.members.models import Member

    with inside(towns, "sara") as actor:
        member = Member.objects.select_related("person").get(person=towns.people[key])
        made = invitations.invite(member, by=actor)
        assert made.made_by_id == towns.people["sara"].pk
    return link(towns)


def test_an_invitation_holds_a_day(opened: Settled, holder: Make) -> None:
    address = invite(opened)
    with scope(opened.organisations["sundby"].pk):
        Invitation.objects.update(made_at=now() - timedelta(hours=24, seconds=1))
    holder("").visitor.get(address, status=404)


def test_a_withdrawn_invitation_does_not_hold(opened: Settled, holder: Make) -> None:
    address, sara, nobody = invite(opened), holder("sara"), holder("")
    options = nobody.options(f"{address}borja/")
    sara.visitor.submit(sara.visitor.get(SETTINGS), "/ta-tillbaka/")
    answer = nobody.key.made(options)
    nobody.visitor.post(address, {"name": "x", "credential": answer}, status=404)
    assert kept(opened) == []
    assert told(opened)[-1][0] == "PasskeyInvitationWithdrawn"


def test_a_newer_invitation_takes_the_older_ones_place(opened: Settled, holder: Make) -> None:
    older = invite(opened)
    newer = invite(opened)
    holder("").visitor.get(older, status=404)
    holder("").visitor.get(newer)


def test_an_invitation_to_amina_is_not_saras(opened: Settled, holder: Make) -> None:
    address = invite(opened)
    sara = holder("sara")
    with unchanged(opened):
        sara.visitor.get(address, status=403)
        sara.options(f"{address}borja/", status=403)
    holder("amina").visitor.get(address)


def test_an_invitation_holds_in_its_own_town(opened: Settled, holder: Make) -> None:
    address = invite(opened)
    holder("").visitor.get(address.replace("/sundby/", "/norrvik/"), status=404)


def test_an_invitation_does_not_outlive_the_switch(opened: Settled, holder: Make) -> None:
    address, nobody = invite(opened), holder("")
    options = nobody.options(f"{address}borja/")
    with scope(opened.organisations["sundby"].pk):
        BreakGlass.objects.update(closed_at=now())
    nobody.visitor.post(address, {"name": "x", "credential": nobody.key.made(options)}, status=422)
    assert kept(opened) == []


def test_nobody_invites_herself(opened: Settled, holder: Make) -> None:
    sara = holder("sara")
    page = sara.visitor.get(SETTINGS)
    with unchanged(opened):
        sara.visitor.submit(page, status=422, person="Sara Lind")


def test_ten_keys_are_enough(opened: Settled, holder: Make) -> None:
    sara = holder("sara")
    for number in range(10):
        sara.key = type(sara.key)()
        sara.add()
        assert len(kept(opened)) == number + 1
    sara.key = type(sara.key)()
    sara.add(status=422)
