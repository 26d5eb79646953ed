"""Who looks at people's data in the settings is in the read log."""

from collections.abc import Callable

import pytest

from armkrok.core.members.models import Group
from armkrok.core.reading.models import ReadRow, ReadSubject
from armkrok.core.tenants.scope import scope
from armkrok.site.settling import Settled
from tests.support.people import Visit

START = "/sundby/installningar/"


def _read(towns: Settled) -> tuple[str, str, set[str]]:
    """What and how the one read was, and whose data."""
    keys = {person.pk: key for key, person in towns.people.items()}
    with scope(towns.organisations["sundby"].pk):
        row = ReadRow.objects.get()
        people = {keys[one.person_id] for one in ReadSubject.objects.filter(row=row)}
    assert row.reader_id == towns.people["sara"].pk
    assert row.people == len(people)
    return row.what, row.how, people


def _member(towns: Settled) -> str:
    return f"medarbetare/{towns.people['karin'].pk}/"


def _group(towns: Settled) -> str:
    with scope(towns.organisations["sundby"].pk):
        return f"grupper/{Group.objects.get().pk}/"


@pytest.mark.parametrize(
    ("page", "what", "how"),
    [
        (lambda _: "medarbetare/", "administration.members", "screen"),
        (lambda _: "medarbetare/?q=sj%C3%B6berg", "administration.members", "search"),
        (_member, "administration.member", "screen"),
        (lambda _: "roller/", "administration.roles", "screen"),
        (_group, "administration.group", "screen"),
        (lambda _: "genomgang/", "administration.roles", "screen"),
    ],
)
def test_a_page_that_shows_people_is_a_read(
    visit: Visit, towns: Settled, page: Callable[[Settled], str], what: str, how: str
) -> None:
    visit("sara").get(START + page(towns))
    said, by, people = _read(towns)
    assert (said, by) == (what, how)
    assert people


def test_a_search_is_a_read_of_those_it_found_alone(visit: Visit, towns: Settled) -> None:
    visit("sara").get(START + "medarbetare/", q="karin sjöberg")
    assert _read(towns)[2] == {"karin"}


def test_a_search_that_finds_nobody_is_none(visit: Visit, towns: Settled) -> None:
    visit("sara").get(START + "medarbetare/", q="ingen alls")
    with scope(towns.organisations["sundby"].pk):
        assert not ReadRow.objects.exists()


def test_without_the_log_no_page(visit: Visit, towns: Settled, monkeypatch: pytest.MonkeyPatch) -> None:
    """The note is written in the transaction that reads: what cannot be noted is not shown."""

    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError("no room in the log")

    monkeypatch.setattr(ReadRow, "save", full)
    sara = visit("sara")
    with pytest.raises(OSError, match="no room"):
        sara.get(START + "medarbetare/")
