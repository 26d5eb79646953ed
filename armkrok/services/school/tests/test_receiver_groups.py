"""Sara chooses which groups a receiver gets, among all the schools."""

from typing import Any

import pytest

from armkrok.kit.days import today
from armkrok.services.school.models import Enrolment, Membership, PupilGroup, SchoolUnit, Wanted
from armkrok.site.settling import Settled
from tests.support import school_ground
from tests.support.people import Visit, inside
from tests.support.unchanged import unchanged
from tests.support.visitor import Page, Visitor


@pytest.fixture
def address(towns: Settled) -> str:
    """The page for a receiver; there are 8A and 8B, whose pupils are in year 8."""
    with inside(towns, "sara"):
        school_ground.group("8A")
        school_ground.group("8B")
        return f"/sundby/skola/mottagare/{school_ground.receiver().pk}/grupper/"


def _chosen(towns: Settled) -> list[str]:
    with inside(towns, "sara"):
        rows = Wanted.objects.filter(receiver=school_ground.receiver(), order_id=None)
        return sorted(rows.values_list("group__name", flat=True))


def _id(towns: Settled, name: str) -> str:
    with inside(towns, "sara"):
        return str(PupilGroup.objects.get(name=name).pk)


def _save(sara: Visitor, page: Page, **ticked: Any) -> Page:
    return sara.submit(page, page.find("//main//form[@method='post']/@action")[0], **ticked)


def test_groups_are_chosen_by_hand_and_dropped(visit: Visit, towns: Settled, address: str) -> None:
    sara, group = visit("sara"), _id(towns, "8A")
    shown = sara.follow(_save(sara, sara.get(address), grupp=[group]))
    assert "Ekbackeskolan 1 av 2 valda" in shown.text
    assert "1 är vald för hand." in shown.text
    assert _chosen(towns) == ["8A"]
    _save(sara, sara.get(address), grupp=[])
    assert _chosen(towns) == []


def test_what_is_not_shown_stays_as_it_was(visit: Visit, towns: Settled, address: str) -> None:
    sara = visit("sara")
    _save(sara, sara.get(address), grupp=[_id(towns, "8A")])
    found = sara.get(f"{address}?q=8b")
    assert "8A" not in found.text
    _save(sara, found, grupp=[_id(towns, "8B")])
    assert _chosen(towns) == ["8A", "8B"]
    _save(sara, sara.get(f"{address}?q=8a&visa=valda"), grupp=[])
    assert _chosen(towns) == ["8B"]
    assert "Ingen grupp stämmer" in sara.get(f"{address}?visa=valda&q=8a").text


def test_a_whole_year_is_ticked_and_looked_at_before_it_is_saved(
    visit: Visit, towns: Settled, address: str
) -> None:
    with inside(towns, "sara"):
        choir = school_ground.group("Kör")
        ahead = choir.memberships.values("pupil")[:3]
        Enrolment.objects.filter(pupil__in=ahead).update(school_year=7)
    sara = visit("sara")
    year = sara.get(f"{address}?ar=8")
    assert "Kör" not in year.text, "most of its pupils are in year 7"
    with unchanged(towns):
        ticked = sara.get(f"{address}?ar=8&kryssa=alla")
    assert "2 grupper är ikryssade, men inget är sparat än." in ticked.text
    saved = _save(sara, ticked)
    assert saved.leads_to == f"{address}?ar=8"
    assert _chosen(towns) == ["8A", "8B"]
    _save(sara, sara.get(f"{address}?ar=8&kryssa=inga"))
    assert _chosen(towns) == []


def test_what_an_order_brings_is_told_and_not_touched(visit: Visit, towns: Settled, address: str) -> None:
    with inside(towns, "sara"):
        receiver, group = school_ground.receiver(), school_ground.group("8A")
        Wanted.objects.create(receiver=receiver, group=group, order_id=group.pk, starts_on=today())
    sara = visit("sara")
    page = sara.get(address)
    assert "1 grupp kommer genom beställningar." in page.text
    assert "8A Klass, beställd" in page.text
    _save(sara, page, grupp=[])
    with inside(towns, "sara"):
        assert Wanted.objects.get().order_id == group.pk


def test_sixty_schools_are_as_many_statements_as_one(visit: Visit, towns: Settled, address: str) -> None:
    sara = visit("sara")
    few = sara.statements(f"{address}?ar=8")
    with inside(towns, "sara"):
        _more_schools(60, 30)
    assert sara.statements(f"{address}?ar=8") == few
    page = sara.get(f"{address}?ar=8")
    assert "Visar 1–60 av 61" in page.text
    assert len(page.find("//main//input[@name='grupp']")) > 1700
    _save(sara, sara.get(f"{address}?kryssa=alla"))
    assert len(_chosen(towns)) > 1700, "so many boxes can be sent"


def _more_schools(schools: int, groups: int) -> None:
    """Each group has the same pupil of year 8."""
    first, pupil = school_ground.unit(), school_ground.pupil("Alva 8A")
    for number in range(schools):
        unit = SchoolUnit.objects.create(
            kind=first.kind,
            name=f"Skola {number:02}",
            source_id=school_ground.source_id(f"s{number}"),
            digest=b"x",
        )
        made = PupilGroup.objects.bulk_create(
            PupilGroup(
                name=f"8{place}", kind="Klass", unit=unit, digest=b"x",
                source_id=school_ground.source_id(f"g{number}-{place}"),
            )
            for place in range(groups)
        )  # fmt: skip
        Membership.objects.bulk_create(Membership(group=one, pupil=pupil) for one in made)
