"""A long list of titles is looked at and done by jobs, which may be killed and done again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from armkrok.core.audit.models import AuditRow
from armkrok.services.school.actions import title_imports as actions
from armkrok.services.school.importing import title_lists
from armkrok.services.school.models import Title, TitleImport, TitleImportFile, TitleImportRow
from armkrok.site.settling import Settled
from tests.support import onix, school_ground
from tests.support.people import Visit, inside
from tests.support.unchanged import unchanged
from tests.support.visitor import Page, Visitor

LIST = "/sundby/skola/laromedel/las-in/"
MANY = 310


@pytest.fixture(autouse=True)
def _ground(towns: Settled) -> None:
    with inside(towns, "sara"):
        school_ground.receiver()


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(title_lists, "BATCH", 100)


def _message(price: str = "100.00") -> bytes:
    return onix.message(*(onix.product(number, price) for number in range(MANY)))


def _uploaded(nadia: Visitor, content: bytes) -> Page:
    return nadia.follow(nadia.post(LIST, {"file": SimpleUploadedFile("lång.xml", content)}, status=302))


def _row(towns: Settled) -> TitleImport:
    with inside(towns, "nadia"):
        row: TitleImport = TitleImport.objects.latest("made_at")
        return row


def _look(towns: Settled) -> None:
    row = _row(towns)
    actions.look_at_titles(str(row.organisation_id), str(row.pk))


def _do(towns: Settled) -> None:
    row = _row(towns)
    actions.do_titles(str(row.organisation_id), str(row.pk))


def test_a_long_list_is_looked_at_and_done_by_jobs(visit: Visit, towns: Settled) -> None:
    nadia = visit("nadia")
    page = _uploaded(nadia, _message())
    address = page.response.request["PATH_INFO"]
    assert "Granskas" in page.text
    assert "Hämta läget igen" in page.text
    assert "0 läromedel är granskade" in nadia.get(address, headers={"HX-Request": "true"}).text
    _look(towns)
    assert nadia.get(address, htmx=True).response["HX-Refresh"] == "true"
    looked = nadia.get(address)
    assert f"{MANY} nya, 0 ändras. Inget är sparat än." in looked.text
    working = nadia.follow(nadia.submit(looked, "spara/"))
    assert "Läses in" in working.text
    with inside(towns, "nadia"):
        assert not Title.objects.exists()
        assert not TitleImportFile.objects.exists()
    _do(towns)
    assert nadia.get(address).h1 == "Listan är inläst"
    with inside(towns, "nadia") as actor:
        assert Title.objects.count() == MANY
        assert not TitleImportRow.objects.exists()
        assert AuditRow.objects.get(event="TitlesImported").actor_id == actor.person_id
    with unchanged(towns):
        _look(towns)
        _do(towns)


def test_a_look_that_was_killed_begins_anew(
    visit: Visit, towns: Settled, monkeypatch: pytest.MonkeyPatch, small_batches: None
) -> None:
    nadia = visit("nadia")
    page = _uploaded(nadia, _message())
    with _killed_after(monkeypatch, 2), pytest.raises(KeyboardInterrupt):
        _look(towns)
    assert _row(towns).done == 200
    assert "200 läromedel är granskade" in nadia.get(page.response.request["PATH_INFO"]).text
    _look(towns)
    row = _row(towns)
    assert (row.state, row.added, row.done, row.bad) == (TitleImport.State.LOOKED, MANY, MANY, 0)
    with inside(towns, "nadia"):
        assert row.rows.count() == MANY


@contextmanager
def _killed_after(monkeypatch: pytest.MonkeyPatch, batches: int) -> Iterator[None]:
    """The process ends in the batch after so many."""
    keep = title_lists._Looking.keep
    kept: list[object] = []

    def dying(self: Any, some: Any) -> None:
        if len(kept) == batches:
            raise KeyboardInterrupt
        kept.append(len(some))
        keep(self, some)

    with monkeypatch.context() as patch:
        patch.setattr(title_lists._Looking, "keep", dying)
        yield


def test_a_list_thrown_away_meanwhile_is_let_go_of(
    visit: Visit, towns: Settled, monkeypatch: pytest.MonkeyPatch, small_batches: None
) -> None:
    nadia = visit("nadia")
    page = _uploaded(nadia, _message())
    keep = title_lists._Looking.keep

    def discarding(self: Any, some: Any) -> None:
        keep(self, some)
        if TitleImport.objects.filter(pk=self.row.pk, done=100).exists():
            TitleImportRow.objects.filter(taken=self.row).delete()
            TitleImport.objects.filter(pk=self.row.pk).update(state=TitleImport.State.FAILED)

    with monkeypatch.context() as patch:
        patch.setattr(title_lists._Looking, "keep", discarding)
        _look(towns)
    assert _row(towns).done == 100
    nadia.submit(nadia.get(page.response.request["PATH_INFO"]), "kasta/")
    with inside(towns, "nadia"):
        assert not TitleImport.objects.exists()
        assert not TitleImportRow.objects.exists()
        assert not TitleImportFile.objects.exists()


def test_a_long_file_that_is_not_whole_says_so(visit: Visit, towns: Settled) -> None:
    nadia = visit("nadia")
    page = _uploaded(nadia, _message()[:-40])
    _look(towns)
    told = nadia.get(page.response.request["PATH_INFO"])
    assert "inte hel XML" in told.text
    assert "Välj en annan fil" in told.text
    with inside(towns, "nadia"):
        assert not TitleImportRow.objects.exists()
        assert not TitleImportFile.objects.exists()


def test_a_catalogue_that_has_changed_meanwhile_is_looked_at_anew(visit: Visit, towns: Settled) -> None:
    nadia = visit("nadia")
    page = _uploaded(nadia, _message())
    address = page.response.request["PATH_INFO"]
    _look(towns)
    working = nadia.follow(nadia.submit(nadia.get(address), "spara/"))
    assert "Läses in" in working.text
    refused = nadia.follow(nadia.post(f"{address}kasta/", status=302))
    assert "arbetas det med" in refused.messages[0]
    with inside(towns, "nadia"):
        supplier = school_ground.supplier()
        Title.objects.create(supplier=supplier, name="Före", article="L-7", price=90)
    _do(towns)
    told = nadia.get(address)
    assert "Katalogen har ändrats" in told.text
    assert f"{MANY - 1} nya, 1 ändras" in told.text
    nadia.submit(told, "spara/")
    _do(towns)
    with inside(towns, "nadia"):
        assert Title.objects.count() == MANY
        assert Title.objects.get(article="L-7").name.startswith("Den stora")
