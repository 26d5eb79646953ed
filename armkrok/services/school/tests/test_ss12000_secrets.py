"""What a system cannot learn of protected people by asking our SS 12000, and questions made to break it."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest

from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.services.school.actions.protecting import marked
from armkrok.services.school.models import Duty, RosterPerson
from armkrok.services.school.tests.ss12000_system import ADULT, ALVA, BO, DUTY, TEA, System
from armkrok.services.school.tests.test_ss12000_rest import _roster, system
from armkrok.site.settling import Settled

__all__ = ["_roster", "system"]


def gone(system: System, after: str = "") -> Any:
    return system.get("deletedEntities", 200, **({"after": after} if after else {}))["data"]


def changed(towns: Settled, key: str, **facts: Any) -> None:
    with scope(towns.organisations["sundby"].pk):
        RosterPerson.objects.filter(source_id=key).update(changed_at=now(), **facts)


def test_who_has_been_protected_all_along_is_never_told_of(system: System, towns: Settled) -> None:
    assert gone(system) == {}
    changed(towns, BO, given_name="Bosse")
    assert gone(system) == {}
    changed(towns, BO, gone_at=now())
    assert gone(system) == gone(system, "2020-01-01T00:00:00Z") == {}


def test_who_becomes_protected_is_gone_then_and_only_then(system: System, towns: Settled) -> None:
    before = datetime.now(UTC).isoformat()
    with scope(towns.organisations["sundby"].pk):
        marked(list(RosterPerson.objects.filter(source_id__in=[ALVA, TEA]).values_list("pk", flat=True)))
    assert gone(system, before) == {"persons": [ALVA, TEA], "duties": [DUTY]}
    after = datetime.now(UTC).isoformat()
    changed(towns, ALVA, surname="Ny")
    changed(towns, TEA, gone_at=now())
    with scope(towns.organisations["sundby"].pk):
        Duty.objects.update(changed_at=now())
    assert gone(system, after) == {}
    assert ADULT not in json.dumps(gone(system))


def token(*given: Any, offset: Any = 0, after: Any = "") -> str:
    text = json.dumps(["persons", given, offset, after])
    return base64.urlsafe_b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    "given",
    [
        {"meta.created.after": "1900-01-01T00:00:00Z"}, {"meta.created.before": "0001-01-01T00:00:00+23:59"},
        {"meta.modified.after": "9999-12-31T23:59:59-23:59"},
        {"pageToken": token(["eduPersonPrincipalName", "\0"])},
        {"pageToken": token(["eduPersonPrincipalName", "\ud800"])},
        {"pageToken": token(["expand", ["duties"]])},
        {"pageToken": token(offset=float("inf"))}, {"pageToken": token(after="x")},
        {"pageToken": base64.urlsafe_b64encode(b"[" * 50_000).decode()[:1000]},
    ],
)  # fmt: skip
def test_questions_made_to_break_it_are_refused(system: System, given: dict[str, str]) -> None:
    assert set(system.get("persons", 400, **given)) == {"code", "message"}


@pytest.mark.parametrize("text", ["\0", "\ud800", "x\udfff"])
def test_texts_that_no_database_holds_are_refused(system: System, text: str) -> None:
    system.post("persons/lookup", {"civicNos": [text]}, 400)
    system.post("persons/lookup", {"ids": [text]}, 400)


def test_moments_of_deletion_are_judged_too(system: System) -> None:
    system.get("deletedEntities", 400, after="0001-01-01T00:00:00+23:59")
