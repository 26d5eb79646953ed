"""Our own key in a federation is changed: the new pin beside the old, a wait, the switch, the old one out."""

from datetime import timedelta

import pytest

from armkrok.core.audit.models import AuditRow
from armkrok.kit.days import now
from armkrok.services.school.egil.pinning import pin_of
from armkrok.services.school.jobs.sending import metadata_due
from armkrok.services.school.models import Federation
from armkrok.services.school.sending.metadata import fetched_now
from armkrok.services.school.tests import sending_ground
from armkrok.services.school.tests.sending_ground import Ground, How, State
from armkrok.site.settling import Settled
from tests.support.people import Visit
from tests.support.queue import waiting
from tests.support.suppliers import Suppliers
from tests.support.visitor import Page, Visitor

PAGE = "/sundby/skola/federation/nyckel/"
SUNDBY, NORRVIK = "https://sundby.example", "https://norrvik.example"


@pytest.fixture
def ground(towns: Settled, suppliers: Suppliers) -> Ground:
    made = sending_ground.made(towns.organisations["sundby"].pk, suppliers)
    sending_ground.federate(made)
    return made


def do(sara: Visitor, deed: str, *, is_offered: bool = True) -> Page:
    """Press a button of the page, or send what it would have sent though it is not there."""
    page = sara.get(PAGE)
    assert bool(page.find(f"//main//button[@value='{deed}']")) == is_offered
    return sara.follow(sara.post(PAGE, {"deed": deed}))


def row(ground: Ground) -> Federation:
    with ground.here():
        return Federation.objects.get()


def publish(ground: Ground, *pins: str, entity: str = SUNDBY) -> None:
    """The operator lists these of ours, and our new certificate among the issuers; and we fetch the list."""
    issuer = (ground.suppliers.home / "federation" / "clients" / "issuer.pem").read_text()
    known = row(ground)
    issuers = [one for one in (issuer, known.next_certificate or known.certificate) if one]
    ground.suppliers.publish(pins={entity: list(pins)}, issuers={entity: issuers})
    fetched_now(known)


def waited(ground: Ground) -> None:
    """As long as a receiver may keep the list that came before."""
    with ground.here():
        Federation.objects.update(next_listed_at=now() - timedelta(minutes=1))


def test_a_key_is_changed_and_runs_go_on(ground: Ground, visit: Visit) -> None:
    sara = visit("sara")
    assert ground.send().state == State.DONE
    old = pin_of(row(ground).certificate)
    made = do(sara, "make")
    new = pin_of(row(ground).next_certificate)
    assert new in made.text
    assert "BEGIN CERTIFICATE" in made.html
    assert "PRIVATE KEY" not in made.html
    refused = do(sara, "switch", is_offered=False)
    assert "inte den nya nyckeln bredvid den gamla" in refused.text
    publish(ground, old, new)
    early = do(sara, "switch", is_offered=False)
    assert "har inte hunnit hämta" in early.text
    assert pin_of(row(ground).certificate) == old
    assert ground.send(How.FORCED).state == State.DONE, "the old key is good all the while"
    waited(ground)
    assert "Byt till den nya nyckeln" in sara.get(PAGE).text
    after = do(sara, "switch")
    assert "Nyckeln är bytt" in after.text
    known = row(ground)
    assert (pin_of(known.certificate), pin_of(known.old_certificate), known.next_certificate) == (
        new,
        old,
        "",
    )
    publish(ground, new)
    assert ground.send(How.FORCED).state == State.DONE
    assert {(line["tenant"], line["status"]) for line in ground.suppliers.log} == {(SUNDBY, 200)}
    page = sara.get(PAGE)
    assert old in page.text
    assert "Finns inte i listan" in page.text
    ended = do(sara, "end")
    assert old not in ended.text


def test_the_old_key_is_nobody_once_its_pin_is_out(ground: Ground, visit: Visit) -> None:
    sara = visit("sara")
    ground.send()
    do(sara, "make")
    publish(ground, pin_of(row(ground).next_certificate))
    made = ground.send(How.FORCED)
    assert made.state in {State.PARTLY, State.ABORTED}
    assert {line["status"] for line in ground.suppliers.log} <= {401}
    waited(ground)
    refused = do(sara, "switch", is_offered=False)
    assert "Inget är bytt" in refused.text, "which entity is ours is not known without the old pin"


def test_a_pin_that_another_entity_claims_is_not_ours(ground: Ground, visit: Visit) -> None:
    sara = visit("sara")
    do(sara, "make")
    new = pin_of(row(ground).next_certificate)
    publish(ground, new, entity=NORRVIK)
    assert row(ground).next_listed_at is None
    waited(ground)
    refused = do(sara, "switch", is_offered=False)
    assert "Inget är bytt" in refused.text


def test_a_pin_that_was_taken_out_again_begins_anew(ground: Ground, visit: Visit) -> None:
    sara = visit("sara")
    do(sara, "make")
    old, new = pin_of(row(ground).certificate), pin_of(row(ground).next_certificate)
    publish(ground, old, new)
    since = row(ground).next_listed_at
    assert since is not None
    publish(ground, old, new)
    assert row(ground).next_listed_at == since
    publish(ground, old)
    assert row(ground).next_listed_at is None


def test_a_list_that_has_run_out_is_no_reason_to_switch(
    ground: Ground, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    sara = visit("sara")
    do(sara, "make")
    publish(ground, pin_of(row(ground).certificate), pin_of(row(ground).next_certificate))
    later = now() + timedelta(days=2)
    monkeypatch.setattr("armkrok.services.school.actions.federation_keys.now", lambda: later)
    refused = do(sara, "switch", is_offered=False)
    assert "Inget är bytt" in refused.text


def test_one_new_key_at_a_time_and_it_may_be_dropped(ground: Ground, visit: Visit) -> None:
    sara = visit("sara")
    do(sara, "make")
    again = do(sara, "make", is_offered=False)
    assert "Det finns redan en ny nyckel" in again.text
    do(sara, "drop")
    known = row(ground)
    assert (known.next_certificate, bytes(known.next_key_sealed)) == ("", b"")
    nothing = do(sara, "switch", is_offered=False)
    assert "ingen ny nyckel att byta till" in nothing.text


def test_the_new_key_lies_sealed_and_events_tell(ground: Ground, visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    do(sara, "make")
    assert b"PRIVATE KEY" not in bytes(row(ground).next_key_sealed)
    with ground.here():
        told = AuditRow.objects.filter(event="FederationKeyMade")
        assert [one.facts["pin"] for one in told] == [pin_of(Federation.objects.get().next_certificate)]


def test_the_list_is_asked_for_by_the_clock_while_a_key_is_changed(ground: Ground, visit: Visit) -> None:
    metadata_due()
    before = waiting("school.fetch-metadata")
    sara = visit("sara")
    do(sara, "make")
    metadata_due()
    assert waiting("school.fetch-metadata") == before + 1


@pytest.mark.parametrize("who", ["elif", "nadia", "karin"])
def test_others_do_not_see_it(ground: Ground, visit: Visit, who: str) -> None:
    visit(who).get(PAGE, status=403)
