"""The population register, spoken to over the wire: what it says, and what happens when it does not."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from django.conf import settings
from procrastinate.contrib.django.models import ProcrastinateJob

from armkrok.core.identity.models import Person
from armkrok.core.identity.people import find_or_add, find_or_add_many
from armkrok.core.protection import refreshing
from armkrok.core.protection.errors import RegisterSilent
from armkrok.core.protection.models import Marking
from armkrok.core.protection.population import Navet, read_answer
from armkrok.kit.days import now
from armkrok.kit.numbers import test_numbers as published_numbers
from tests.support.simulators import free_port, running

PATH = "/na/na_epersondata/V4/personpostXML"
STRONGER = "<SkyddadFolkbokforing>J</SkyddadFolkbokforing>"
NUMBERS = published_numbers()[600:610]


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """The register, on a plain port and on one with mutual TLS."""
    home, port = tmp_path_factory.mktemp("population"), free_port()
    with running("armkrok.simulators.population", home, "--tls-port", str(port)) as url:
        yield SimpleNamespace(url=url, tls=f"https://127.0.0.1:{port}{PATH}", keys=home / "tls")


@pytest.fixture
def population(started: SimpleNamespace, monkeypatch: pytest.MonkeyPatch) -> Iterator[SimpleNamespace]:
    """The register, without faults; the settings lead to it."""
    monkeypatch.setitem(settings.POPULATION, "url", started.url + PATH)
    httpx.delete(f"{started.url}/control/faults").raise_for_status()
    yield started
    httpx.delete(f"{started.url}/control/faults").raise_for_status()


def _mark(population: SimpleNamespace, number: str, kind: str) -> None:
    body = {"number": number, "kind": kind}
    httpx.post(f"{population.url}/control/marks", json=body).raise_for_status()


def _fail(population: SimpleNamespace, fault: str) -> None:
    httpx.post(f"{population.url}/control/faults", json={"fault": fault}).raise_for_status()


def _is_protected(person: Person) -> bool:
    return Person.objects.get(pk=person.pk).is_protected


@pytest.mark.parametrize(("kind", "protected"), [("none", False), ("secrecy", True), ("registration", True)])
def test_a_new_person_is_hidden_until_the_register_has_answered(
    db: None, population: SimpleNamespace, kind: str, protected: bool
) -> None:
    _mark(population, NUMBERS[0], kind)
    person = find_or_add(NUMBERS[0], "Ny Person")
    assert _is_protected(person)
    refreshing.refresh()
    assert _is_protected(person) is protected
    assert Marking.objects.get(person=person).kind == kind


def test_a_changed_answer_is_a_new_row_and_the_old_is_kept(db: None, population: SimpleNamespace) -> None:
    person = find_or_add(NUMBERS[1], "Ny Person")
    refreshing.refresh()
    assert not _is_protected(person)
    _mark(population, NUMBERS[1], "secrecy")
    Marking.objects.update(checked_at=now() - timedelta(days=2))
    refreshing.refresh()
    assert _is_protected(person)
    kinds = Marking.objects.filter(person=person).order_by("since").values_list("kind", flat=True)
    assert list(kinds) == ["none", "secrecy"]
    _mark(population, NUMBERS[1], "none")
    Marking.objects.update(checked_at=now() - timedelta(days=2))
    refreshing.refresh()
    assert not _is_protected(person)


@pytest.mark.parametrize("fault", ["down", "garbage", "fault", "other", "doctype"])
def test_what_is_no_answer_leaves_a_new_person_hidden(
    db: None, population: SimpleNamespace, fault: str
) -> None:
    person = find_or_add(NUMBERS[2], "Ny Person")
    _fail(population, fault)
    refreshing.refresh()
    assert _is_protected(person)
    assert not Marking.objects.filter(person=person).exists()


def test_an_old_answer_is_not_believed_while_the_register_is_silent(
    db: None, population: SimpleNamespace
) -> None:
    person = find_or_add(NUMBERS[3], "Ny Person")
    refreshing.refresh()
    _fail(population, "down")
    Marking.objects.update(checked_at=now() - timedelta(days=settings.POPULATION["days"], hours=-1))
    refreshing.refresh()
    assert not _is_protected(person)
    Marking.objects.update(checked_at=now() - timedelta(days=settings.POPULATION["days"], hours=1))
    refreshing.refresh()
    assert _is_protected(person)
    httpx.delete(f"{population.url}/control/faults").raise_for_status()
    refreshing.refresh()
    assert not _is_protected(person)


def test_whoever_has_just_been_added_is_asked_about_at_once(db: None, population: SimpleNamespace) -> None:
    """A job follows each that is added, alone or many together, and asks about no others."""
    known = Person.objects.create(name="Känd Person", is_protected=False)
    find_or_add(NUMBERS[7], "Ny Person")
    find_or_add_many({NUMBERS[8]: "Ännu En", NUMBERS[9]: "En Till"})
    jobs = ProcrastinateJob.objects.filter(task_name="protection.newcomers")
    assert jobs.count() >= 2
    refreshing.meet()
    assert not Person.objects.filter(is_protected=True).exists()
    assert not Marking.objects.filter(person=known).exists()
    before = jobs.count()
    find_or_add_many({NUMBERS[8]: "Ännu En"})
    assert jobs.count() == before


def test_no_register_asks_nobody_and_hides_nobody(db: None) -> None:
    person = find_or_add(NUMBERS[4], "Ny Person")
    refreshing.refresh()
    assert not _is_protected(person)
    assert not Marking.objects.exists()


def test_mutual_tls(started: SimpleNamespace) -> None:
    keys: Path = started.keys
    files = {"tls_root": f"{keys}/root.pem", "certificate": f"{keys}/client.pem", "key": f"{keys}/client.key"}
    _mark(started, NUMBERS[5], "registration")
    assert Navet(started.tls, "162120009903", "1", **files).ask(NUMBERS[5]) == "registration"
    with pytest.raises(RegisterSilent):
        Navet(started.tls, "162120009903", "1").ask(NUMBERS[5])


def _answer(inside: str) -> bytes:
    return (
        f"<A><Folkbokforingspost>{inside}<PersonNr>{NUMBERS[6]}</PersonNr></Folkbokforingspost></A>".encode()
    )


@pytest.mark.parametrize(
    ("inside", "kind"),
    [
        ("", "none"),
        ("<Sekretessmarkering>N</Sekretessmarkering>", "none"),
        ("<Sekretessmarkering/>", "secrecy"),
        ("<Sekretessmarkering>?</Sekretessmarkering>", "secrecy"),
        ("<Sekretessmarkering>J</Sekretessmarkering>" + STRONGER, "registration"),
        ('<Term kod="01003">J</Term>', "secrecy"),
        ('<Term kod="01020">J</Term>', "registration"),
    ],
)  # fmt: skip
def test_only_a_plain_no_is_a_no(inside: str, kind: str) -> None:
    assert read_answer(_answer(inside), NUMBERS[6]) == kind


SPOILT = [bytes.upper, lambda text: text * 2, lambda text: b"", lambda text: text[:-9]]


@pytest.mark.parametrize("spoil", SPOILT)
def test_an_answer_that_cannot_be_read_is_none(spoil: Callable[[bytes], bytes]) -> None:
    with pytest.raises(RegisterSilent) as refused:
        read_answer(spoil(_answer("")), NUMBERS[6])
    assert NUMBERS[6] not in str(refused.value)
