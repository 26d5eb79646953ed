"""Elif looks for learning materials; Nadia keeps the catalogue."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armkrok.core.audit.models import AuditRow
from armkrok.core.tenants.models import OpenService
from armkrok.services.school.models import Supplier, Title
from armkrok.site.settling import Settled
from tests.support import titles
from tests.support.people import Visit, inside
from tests.support.unchanged import unchanged
from tests.support.visitor import Page

PLACE = "/sundby/skola/laromedel/"
RAKNA = "Räkna vidare 8"


@pytest.fixture
def made(towns: Settled) -> dict[str, Title]:
    with inside(towns, "nadia"):
        return titles.furnish()


def _names(page: Page) -> list[str]:
    return [" ".join("".join(one.itertext()).split()) for one in page.find("//li[@class='ak-offer']/h3")]


def test_a_teacher_searches_and_filters(visit: Visit, made: dict[str, Title]) -> None:
    elif_ = visit("elif")
    page = elif_.get(PLACE)
    assert page.h1 == "Läromedel"
    assert "5 läromedel" in page.text
    found = elif_.get(PLACE, q="räkna", behov="read_aloud")
    assert _names(found) == [RAKNA]
    for words in ("124 kr", "per elev och läsår", "Förlaget Linden, 2026", "Avtal saknas", "Uppläst text"):
        assert words in found.text
    assert "Leverantören får: årskurs" not in found.text
    without = found.find("//ul[@class='ak-chosen']//a/@href")
    assert without == ["?q=r%C3%A4kna"]
    assert "Inget läromedel stämmer" in elif_.get(PLACE, q="kärnfysik").text
    assert "6 900 kr" in elif_.get(PLACE, q="problemverkstan").text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    "asked",
    [
        "?ar=99",
        "?forlag=x",
        "?pris_till=dyrt",
        "?sida=0",
        "?sida=abc",
        f"?sida=00001{'9' * 30}",
        "?ordning=x",
    ],
)
def test_what_makes_no_sense_is_not_asked_for(visit: Visit, made: dict[str, Title], asked: str) -> None:
    assert "5 läromedel" in visit("elif").get(PLACE + asked).text


def test_what_is_approved(visit: Visit, made: dict[str, Title]) -> None:
    page = visit("elif").get(PLACE, avtal="godkant")
    assert "Tal och tanke 8" in _names(page)
    assert RAKNA not in _names(page)
    assert "Godkänt i Sundby" in page.text


def test_without_informationsutbyte_nothing_is_agreed(
    visit: Visit, towns: Settled, made: dict[str, Title]
) -> None:
    with inside(towns, "sara"):
        OpenService.objects.filter(service_key="exchange").delete()
    assert "Avtal saknas" in visit("elif").get(PLACE, q="räkna").text


def test_a_title_says_all_its_terms(visit: Visit, towns: Settled, made: dict[str, Title]) -> None:
    with inside(towns, "nadia"):
        Title.objects.filter(name=RAKNA).update(
            assign_within_months=20, auto_start_months=4, revocable_months=2
        )
    page = visit("elif").get(f"{PLACE}{made[RAKNA].pk}/")
    for words in (
        "124 kr per elev och läsår, utan moms", "Inom 20 månader från köpet",
        "börjar av sig själv efter 4 månader", "de första 2 månader", "9789170001505", "25 %", "årskurs 8",
    ):  # fmt: skip
        assert words in page.text
    assert not page.find("//a[contains(., 'Ändra')]")


def test_titles_side_by_side(visit: Visit, made: dict[str, Title]) -> None:
    chosen = [str(one.pk) for one in made.values()]
    elif_ = visit("elif")
    page = elif_.get(f"{PLACE}jamfor/?titel={chosen[0]}&titel={chosen[1]}")
    assert [len(row.xpath("./td")) for row in page.find("//tbody/tr")] == [2] * len(page.rows())
    assert any(row.startswith("Pris utan moms 124 kr per elev och läsår 139 kr") for row in page.rows())
    assert len(elif_.get(f"{PLACE}jamfor/?titel=" + "&titel=".join(chosen)).find("//thead/tr/th")) == 4
    for nothing in ("", "?titel=x", f"?titel={chosen[0]}"):
        assert "Markera två" in elif_.get(f"{PLACE}jamfor/{nothing}").text


def test_the_page_costs_the_same_with_many_titles(
    visit: Visit, towns: Settled, made: dict[str, Title]
) -> None:
    elif_ = visit("elif")
    elif_.get(PLACE)
    with CaptureQueriesContext(connection) as few:
        elif_.get(PLACE, q="räkna")
    with inside(towns, "nadia"):
        linden = Supplier.objects.get(name="Förlaget Linden")
        Title.objects.bulk_create(
            Title(supplier=linden, name=f"Räkna {n}", article=f"R{n}", price=n, receiver=made[RAKNA].receiver)
            for n in range(40)
        )
    with CaptureQueriesContext(connection) as many:
        elif_.get(PLACE, q="räkna")
    assert len(few) == len(many)


def test_nadia_writes_a_title_and_changes_it(visit: Visit, towns: Settled, made: dict[str, Title]) -> None:
    nadia = visit("nadia")
    form = nadia.get(f"{PLACE}nytt/")
    with unchanged(towns):
        refused = nadia.submit(form, name="", isbn="123", price="dyrt", status=422)
    assert refused.problems[0] == "Skriv läromedlets titel"
    assert "Numret är inte ett ISBN. Se efter på omslaget." in refused.problems
    with inside(towns, "nadia"):
        linden = Supplier.objects.get(name="Förlaget Linden")
    values: dict[str, Any] = {
        "name": "Glosor 7",
        "supplier": str(linden.pk),
        "price": "89,50",
        "codes": "GRGRENG01, ENGENG05",
    }
    with unchanged(towns):
        nameless = nadia.submit(form, **values, status=422)
    assert nameless.problems == ["Skriv ISBN eller leverantörens artikelnummer."]
    shown = nadia.follow(nadia.submit(form, **values, article="G7"))
    assert "Glosor 7 är sparat" in shown.messages[0]
    with inside(towns, "nadia"):
        one = Title.objects.get(name="Glosor 7")
        assert (str(one.price), one.subjects, one.courses) == ("89.50", ["GRGRENG01"], ["ENGENG05"])
        assert one.subject_names == ["Engelska"]
    changed = nadia.follow(nadia.submit(nadia.get(f"{PLACE}{one.pk}/andra/"), price="95"))
    assert "95 kr" in changed.text
    with inside(towns, "nadia"):
        assert AuditRow.objects.filter(event="TitleSaved", facts__changed=["price"]).count() == 1
    with unchanged(towns):
        taken = nadia.submit(form, **values, article="G7", status=422)
    assert "finns redan" in taken.problems[0]


def test_codes_of_onix_stay_when_a_title_is_changed(
    visit: Visit, towns: Settled, made: dict[str, Title]
) -> None:
    nadia = visit("nadia")
    nadia.submit(nadia.get(f"{PLACE}{made[RAKNA].pk}/andra/"), name="Räkna om 8")
    with inside(towns, "nadia"):
        assert set(Title.objects.get(name="Räkna om 8").accessibility) == {"read_aloud", "languages", "20"}


def test_a_title_is_withdrawn_and_offered_again(visit: Visit, towns: Settled, made: dict[str, Title]) -> None:
    nadia, elif_ = visit("nadia"), visit("elif")
    address = f"{PLACE}{made[RAKNA].pk}/"
    told = nadia.follow(nadia.submit(nadia.get(address), "sluta/"))
    assert "går inte längre att beställa" in told.text
    elif_.get(address, status=404)
    assert RAKNA not in _names(elif_.get(PLACE))
    assert RAKNA in nadia.get(f"{PLACE}utgangna/").text
    nadia.submit(nadia.get(address), "erbjud/")
    assert RAKNA in _names(elif_.get(PLACE))


def test_who_may_not(visit: Visit, towns: Settled, made: dict[str, Title]) -> None:
    address = f"{PLACE}{made[RAKNA].pk}/"
    with unchanged(towns):
        visit("vera").get(PLACE, status=404)
        visit("emma").get(address, status=404)
        visit("emma").get(address.replace("sundby", "norrvik"), status=404)
        for deed in ("andra/", "sluta/", "erbjud/"):
            visit("elif").post(address + deed, status=403)
        visit("elif").get(f"{PLACE}nytt/", status=403)
        visit("elif").get(f"{PLACE}utgangna/", status=403)
