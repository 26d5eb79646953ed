"""The starting set is whole: every row can be read, explained and round-tripped."""

from datetime import date

import pytest

from armkrok.services.signing import policy
from armkrok.services.signing.policy import wording
from armkrok.services.signing.policy.kinds import Action, Electronic, Level, Signing

DAY = date(2026, 11, 21)
TYPES = policy.starting_set(DAY)
# The rows of the register that the municipality may count on, with the level each begins at.
LEVELS = {
    "minutes-council": "A", "minutes-board": "A", "minutes-auditors": "A", "announcement": "C",
    "delegated-decision": "C", "chair-decision": "A", "decision-individual": "S", "folkinitiativ": "P",
    "citizen-proposal": "C", "annual-report": "S", "audit-report": "A", "company-minutes": "A",
    "company-annual-report": "A", "company-audit-report": "A", "employment": "A", "dismissal": "A",
    "work-environment": "B", "confidentiality": "C", "mbl-minutes": "A", "collective-agreement": "A",
    "procurement-contract": "A", "lov-contract": "A", "call-off": "C", "data-processing": "B",
    "cooperation": "A", "guarantee": "A", "note-simple": "B", "note-running": "P", "poa-authority": "B",
    "poa-court": "B", "poa-future": "P", "security-agreement": "X", "land-transfer": "P",
    "apartment-transfer": "P", "apartment-grant": "A", "lease": "B", "land-lease": "A", "easement": "A",
    "will": "P", "estate-inventory": "P", "estate-notice": "S", "parenthood": "X", "parenthood-adult": "P",
    "custody": "A", "guardian-account": "B", "concern-report": "C", "school-choice": "C", "apprentice": "B",
    "assessment": "A", "building-permit": "C", "appeal": "C", "invoice": "C", "extract": "S", "other": "A",
}  # fmt: skip


def test_every_row_of_the_register_is_there() -> None:
    assert {key: kind.level.value for key, kind in TYPES.items()} == LEVELS


def test_rows_follow_the_groups_of_the_guide() -> None:
    order = [group.key for group in policy.groups()]
    places = [order.index(kind.group) for kind in TYPES.values()]
    assert places == sorted(places)
    assert set(places) == set(range(len(order))), "an empty heading"


@pytest.mark.parametrize("kind", TYPES.values(), ids=TYPES)
def test_a_row_explains_itself_and_survives_json(kind: policy.DocumentType) -> None:
    assert policy.parse(kind.values()) == kind
    assert len(kind.reason) > 40
    assert kind.reason.endswith(".")
    assert kind.law or kind.signing is not Signing.MUST, "what the law demands names the law"
    assert wording.retention_text(kind.retention)
    if kind.is_blocked:
        assert kind.electronic is Electronic.NO
        assert kind.paper_reason.endswith(".")
        assert kind.instead.endswith(".")
    if kind.level is Level.A and kind.key != "other":
        assert kind.loa == 3
    if kind.level is Level.B:
        assert kind.retention.action is not Action.KEEP, "B is for what is culled"


def test_what_is_not_confirmed_says_so() -> None:
    assert wording.confirmations(TYPES["invoice"]) == (
        "Reglerna om underskrift är inte kontrollerade mot lagtexten. Bekräfta med er jurist.",
    )
    assert wording.confirmations(TYPES["parenthood"]) == ()
    assert len(wording.confirmations(TYPES["data-processing"])) == 2


def test_before_the_rows_were_read_the_oldest_is_the_best_answer() -> None:
    assert policy.starting_set(date(2020, 1, 1)).keys() == TYPES.keys()


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"levels": []}, "levels"),
        ({"levels": ["A", "P"]}, "levels"),
        ({"levels": ["Q"]}, "levels"),
        ({"levels": ["P"]}, "electronic"),
        ({"levels": ["P"], "electronic": "no"}, "paper_reason"),
        ({"electronic": "no"}, "electronic"),
        ({"loa": 2}, "loa"),
        ({"loa": "3"}, "loa"),
        ({"name": " "}, "name"),
        ({"reason": "x" * 1001}, "reason"),
        ({"marks": "L/P"}, "marks"),
        ({"marks": "L/P/Q"}, "marks"),
        ({"retention": {"action": "cull"}}, "retention"),
        ({"retention": {"action": "cull", "trigger": "expired", "years": -1}}, "retention"),
        ({"seats": [{"key": "a", "name": "a"}, {"key": "a", "name": "b"}]}, "seats"),
        ({"seats": [{"key": "a", "name": "a", "least": 51}]}, "seats"),
        ({"seats": "chair"}, "seats"),
        ({"valid_from": "tomorrow"}, "valid_from"),
        ({"valid_to": "2020-01-01"}, "valid_to"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_a_bad_row_is_refused_by_its_field(changed: dict[str, object], field: str) -> None:
    with pytest.raises(policy.BadType) as refused:
        policy.parse(TYPES["employment"].values() | changed)
    assert refused.value.field == field


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("Protokoll, lokal samverkansgrupp", "mbl-minutes"),
        ("Protokoll kommunstyrelsen 2026-11-17", "minutes-board"),
        ("KF protokoll fullmäktige", "minutes-council"),
        ("anställningsavtal_karin.pdf", "employment"),
        ("Lokalhyresavtal Ekbacken", "lease"),
        ("Köpekontrakt mark Ekbacken 1:2", "land-transfer"),
        ("Årsräkning 2025", "guardian-account"),
    ],
)
def test_a_title_suggests_its_type(title: str, first: str) -> None:
    assert policy.suggest(TYPES, title)[0].key == first


def test_a_title_without_known_words_suggests_nothing() -> None:
    assert policy.suggest(TYPES, "Katten Findus", "findus.pdf") == ()
