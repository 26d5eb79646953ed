"""What the register says of drafts: stops, warnings and good advice."""

from dataclasses import replace
from datetime import date

from armkrok.services.signing import policy
from armkrok.services.signing.policy import Asked, Draft, Kind, Meeting

TODAY = date(2026, 11, 21)
TYPES = policy.starting_set(TODAY)
RULE = "34 § Protokollet får justeras med elektronisk underskrift."
MEETING = Meeting(body="Kommunstyrelsen", day=date(2026, 11, 17), rule=RULE)
CHAIR, ADJUSTER = Asked("karin", "chair"), Asked("elif", "adjuster")
BOARD = Draft(today=TODAY, people=(CHAIR, ADJUSTER), meeting=MEETING, sign_by=date(2026, 11, 27))


def codes(key: str, draft: Draft, kind: Kind | None = None) -> set[str]:
    found = policy.judge(TYPES[key], draft)
    return {one.code for one in found if kind in (None, one.kind)}


def test_minutes_with_everything_in_place_may_go() -> None:
    assert codes("minutes-board", BOARD, Kind.STOP) == set()
    assert {"retention", "publish", "whole-paper"} <= codes("minutes-board", BOARD, Kind.TELL)


def test_minutes_need_a_meeting_and_the_bodys_rule() -> None:
    assert codes("minutes-board", replace(BOARD, meeting=None), Kind.STOP) == {"meeting"}
    lawless = replace(BOARD, meeting=replace(MEETING, rule="  "))
    (stop,) = policy.stops(policy.judge(TYPES["minutes-board"], lawless))
    assert stop.code == "rule"
    assert "Kommunstyrelsen" in stop.text
    assert stop.law == "KL 5 kap. 72 § 9"


def test_minutes_need_as_many_adjusters_as_the_body_has_decided() -> None:
    two = replace(BOARD, meeting=replace(MEETING, adjusters=2))
    assert codes("minutes-board", two, Kind.STOP) == {"seat-adjuster"}
    more = replace(two, people=(CHAIR, ADJUSTER, Asked("mikael", "adjuster")))
    assert codes("minutes-board", more, Kind.STOP) == set()


def test_the_same_person_twice_is_one_person() -> None:
    two = replace(BOARD, meeting=replace(MEETING, adjusters=2), people=(CHAIR, ADJUSTER, ADJUSTER))
    assert codes("minutes-board", two, Kind.STOP) == {"seat-adjuster"}
    both = replace(BOARD, people=(CHAIR, ADJUSTER, Asked("karin", "adjuster")))
    assert codes("minutes-board", both, Kind.STOP) == {"double"}


def test_who_only_approves_does_not_adjust() -> None:
    approving = replace(BOARD, people=(CHAIR, Asked("elif", "adjuster", role="approver")))
    assert codes("minutes-board", approving, Kind.STOP) == {"seat-adjuster"}
    deciding = Draft(today=TODAY, people=(Asked("amina", "decider", role="approver"),))
    assert not codes("delegated-decision", deciding, Kind.WARN)


def test_the_fourteen_days() -> None:
    late = replace(BOARD, meeting=replace(MEETING, day=date(2026, 11, 6)))
    assert "late" in codes("minutes-board", late, Kind.WARN)
    last = replace(BOARD, meeting=replace(MEETING, day=date(2026, 11, 7)), sign_by=TODAY)
    assert not {"late", "sign-by"} & codes("minutes-board", last)
    assert "sign-by" in codes("minutes-board", replace(BOARD, sign_by=date(2026, 12, 2)), Kind.WARN)
    assert "sign-by" in codes("minutes-board", replace(BOARD, sign_by=None), Kind.WARN)
    tomorrow = replace(BOARD, meeting=replace(MEETING, day=date(2026, 11, 22)))
    assert codes("minutes-board", tomorrow, Kind.STOP) == {"meeting-day"}


def test_paper_and_other_systems_are_blocked_with_a_reason_and_a_way() -> None:
    for key in ("land-transfer", "will", "parenthood", "security-agreement", "note-running"):
        (only,) = policy.judge(TYPES[key], Draft(today=TODAY))
        assert (only.kind, only.code) == (Kind.STOP, "blocked")
        assert TYPES[key].paper_reason in only.text
        assert TYPES[key].instead in only.text


def test_a_weak_e_id_is_stopped() -> None:
    pair = (Asked("sara", "employer"), Asked("johan", "employee"))
    draft = Draft(today=TODAY, people=pair, loa=2)
    (stop,) = policy.stops(policy.judge(TYPES["employment"], draft))
    assert stop.code == "loa"
    assert "tillitsnivå 3" in stop.text
    assert codes("employment", replace(draft, loa=3), Kind.STOP) == set()
    assert codes("school-choice", replace(draft, loa=2), Kind.STOP) == {"loa"}
    assert codes("invoice", replace(draft, loa=2), Kind.STOP) == set()


def test_a_type_may_be_kept_to_some_roles() -> None:
    hr = replace(TYPES["dismissal"], senders=("hr",))
    draft = Draft(today=TODAY, people=(Asked("sara", "employer"),), sender_roles=frozenset({"employee"}))
    assert [one.code for one in policy.stops(policy.judge(hr, draft))] == ["sender"]
    allowed = replace(draft, sender_roles=frozenset({"employee", "hr"}))
    assert policy.stops(policy.judge(hr, allowed)) == ()


def test_a_missing_seat_stops_what_the_law_or_the_agreement_needs_and_else_warns() -> None:
    one = Draft(today=TODAY, people=(Asked("sara", "employer"),))
    assert codes("collective-agreement", one, Kind.STOP) == {"seat-union"}
    assert "seat-employee" in codes("employment", one, Kind.WARN)
    assert codes("employment", one, Kind.STOP) == set()
    (stop,) = policy.stops(
        policy.judge(TYPES["cooperation"], Draft(today=TODAY, people=(Asked("a", "party"),)))
    )
    assert stop.text == (
        "Minst två olika personer ska ha rollen ”part i avtalet”. Nu har en. Lägg till den som saknas."
    )


def test_where_no_signature_is_needed_the_sender_is_told() -> None:
    asked = Draft(today=TODAY, people=(Asked("amina"),))
    assert "approval" in codes("invoice", asked, Kind.TELL)
    assert "seal" in codes("annual-report", asked, Kind.WARN)
    assert "seal" in codes("annual-report", Draft(today=TODAY), Kind.TELL)
    approving = Draft(today=TODAY, people=(Asked("amina", role="approver"),))
    assert "approval" not in codes("invoice", approving)


def test_mandates_are_asked_for_and_end() -> None:
    pair = (Asked("a", "authorised", mandate="KS 2026-02-03 § 14"), Asked("b", "authorised"))
    assert "mandate" in codes("guarantee", Draft(today=TODAY, people=pair), Kind.WARN)
    ended = replace(pair[0], mandate_until=date(2026, 11, 20))
    assert codes("guarantee", Draft(today=TODAY, people=(ended, pair[1])), Kind.STOP) == {"mandate-ended"}
    last_day = replace(pair[0], mandate_until=TODAY)
    assert codes("guarantee", Draft(today=TODAY, people=(last_day, pair[1])), Kind.STOP) == set()


def test_the_order_of_the_seats_is_only_advice() -> None:
    kind = replace(TYPES["employment"], order=policy.kinds.Order.LISTED)
    wrong = Draft(today=TODAY, people=(Asked("a", "employer", turn=2), Asked("b", "employee", turn=1)))
    assert "order" in {one.code for one in policy.judge(kind, wrong) if one.kind is Kind.WARN}
    right = Draft(today=TODAY, people=(Asked("a", "employer"), Asked("b", "employee")))
    assert "order" not in {one.code for one in policy.judge(kind, right)}


def test_a_type_that_is_switched_off_is_only_that() -> None:
    (only,) = policy.judge(TYPES["employment"], Draft(today=TODAY, is_off=True))
    assert (only.kind, only.code) == (Kind.STOP, "off")


def test_texts_to_think_of_come_with_their_law() -> None:
    draft = Draft(today=TODAY, people=(Asked("sara", "employer"),))
    (delivery,) = [one for one in policy.judge(TYPES["dismissal"], draft) if one.code == "delivery"]
    assert delivery.kind is Kind.WARN
    assert "10" in delivery.law
    account = Draft(today=TODAY, people=(Asked("g", "guardian"),))
    (attest,) = [one for one in policy.judge(TYPES["guardian-account"], account) if one.code == "attestation"]
    assert "heder och samvete" in attest.text


def test_stops_come_first_and_advice_last() -> None:
    found = [one.kind for one in policy.judge(TYPES["minutes-council"], Draft(today=TODAY))]
    assert found == sorted(found, key=list(Kind).index)
    assert found[0] is Kind.STOP
    assert found[-1] is Kind.TELL
