"""Elif sees her classes' licences, Karin her school's, Nadia all; a seat is given, moved and returned."""

import pytest

from armkrok.core.audit.models import AuditRow
from armkrok.core.reading.models import ReadRow, ReadSubject
from armkrok.services.school.actions import licences
from armkrok.services.school.models import Licence, OrderLine, Seat, SendRun, Wanted
from armkrok.site.settling import Settled
from tests.support import school_ground as ground
from tests.support import school_licences as bought
from tests.support import school_orders
from tests.support.people import Visit, inside
from tests.support.unchanged import unchanged

LICENCES = "/sundby/skola/licenser/"
HIDDEN = "Person med skyddade uppgifter"


@pytest.fixture(autouse=True)
def _ground(towns: Settled) -> None:
    with inside(towns, "nadia"):
        school_orders.furnish(towns)
        bought.licence(towns, bought.title(), ground.group("8A"), seats=5)
        bought.licence(towns, bought.title("Geografi 8"), ground.group("8C"), seats=3)


def _licence(towns: Settled, name: str = "Ord och bild") -> Licence:
    with inside(towns, "nadia"):
        return Licence.objects.select_related("title").get(title__name=name)


def _seat(towns: Settled, name: str) -> Seat:
    with inside(towns, "nadia"):
        given, _space, surname = name.partition(" ")
        return Seat.objects.get(holder__given_name=given, holder__surname=surname, returned_on=None)


def test_each_sees_what_concerns_her(visit: Visit, towns: Settled) -> None:
    rows = visit("nadia").get(LICENCES).rows()
    assert len(rows) == 2
    assert rows[0].startswith("Geografi 8 Ekbackeskolan")
    assert "1 saknar licens" in rows[0]
    assert "I bruk 5 4 1" in rows[1]
    assert len(visit("karin").get(LICENCES).rows()) == 2
    visit("vera").get(LICENCES, status=404)
    with inside(towns, "nadia"):
        Licence.objects.update(line=Licence.objects.get(title__name="Geografi 8").line)
    assert len(visit("elif").get(LICENCES).rows()) == 2, "she ordered them, though 8C is not hers"


def test_a_teacher_sees_her_own_pupils_and_only_numbers_of_others(visit: Visit, towns: Settled) -> None:
    geography = _licence(towns, "Geografi 8")
    with inside(towns, "nadia"):
        line = geography.line
        line.order.orderer = towns.people["karin"]
        line.order.save()
    elif_ = visit("elif")
    elif_.get(f"{LICENCES}{geography.pk}/", status=404)
    page = elif_.get(f"{LICENCES}{_licence(towns).pk}/")
    assert len(page.rows()) == 4
    assert "Alva 8A" in page.rows()[0]
    other = visit("karin").get(f"{LICENCES}{geography.pk}/")
    assert len(other.rows()) == 3


@pytest.mark.parametrize(("view", "names"), [
    ("alla", ["Geografi 8", "Ord och bild"]), ("lediga", ["Ord och bild"]), ("saknas", ["Geografi 8"]),
    ("tar-slut", []), ("slut", []), ("nonsens", ["Geografi 8", "Ord och bild"]),
])  # fmt: skip
def test_the_ways_to_look_at_the_list(visit: Visit, view: str, names: list[str]) -> None:
    rows = visit("nadia").get(LICENCES, visa=view).rows()
    assert [one for one in names if any(row.startswith(one) for row in rows)] == names
    assert len(rows) == len(names)


def test_who_reads_is_noted_and_protected_pupils_are_not_named(visit: Visit, towns: Settled) -> None:
    with inside(towns, "nadia"):
        bought.join(ground.protected_pupil(), ground.group("8B"))
        got = bought.licence(towns, bought.title("Fysik"), ground.group("8B"), seats=5)
        assert Seat.objects.filter(licence=got).count() == 5
    page = visit("elif").get(f"{LICENCES}{got.pk}/")
    assert "Siv" not in page.text
    assert HIDDEN not in page.html
    assert len(page.rows()) == 4
    assert "Elever med skyddade uppgifter har sina licenser, men visas inte här" in page.text
    with inside(towns, "nadia"):
        note = ReadRow.objects.filter(what="school.licence").latest("at")
        assert (note.reader_id, note.people, note.withheld) == (towns.people["elif"].pk, 4, 1)
        assert ReadSubject.objects.filter(row=note.pk).count() == 4


def test_a_seat_is_returned_and_given_to_somebody_else(visit: Visit, towns: Settled) -> None:
    elif_, row = visit("elif"), _licence(towns)
    page = elif_.get(f"{LICENCES}{row.pk}/")
    seat = _seat(towns, "Alva 8A")
    after = elif_.follow(elif_.submit(page, f"/platser/{seat.pk}/lamna/"))
    assert "Den som behöver den kan få tiden som är kvar" in after.messages[0]
    assert "3 av 5 licenser är utdelade. 2 är lediga." in after.text
    with inside(towns, "nadia"):
        group = ground.group("8B")
        alva = ground.pupil("Alva 8B")
    choose = elif_.get(f"{LICENCES}{row.pk}/ge/", grupp=str(group.pk))
    sent = elif_.submit(choose, person=str(alva.pk))
    assert any(one.startswith("Alva 8B") for one in elif_.follow(sent).rows())


def test_a_seat_is_moved(visit: Visit, towns: Settled) -> None:
    karin, row = visit("karin"), _licence(towns)
    with inside(towns, "nadia"):
        group, cleo = ground.group("8C"), ground.pupil("Cleo 8C")
    seat = _seat(towns, "Bo 8A")
    address = f"{LICENCES}{row.pk}/ge/?grupp={group.pk}&fran={seat.pk}"
    choose = karin.get(address)
    assert "Bo 8A lämnar sin" in choose.text
    page = karin.follow(karin.post(address, {"person": str(cleo.pk)}))
    assert "Licensen är flyttad." in page.messages[0]
    with inside(towns, "nadia"):
        moved = Seat.objects.get(holder=cleo, licence=row, returned_on=None)
        assert (moved.continues_id, moved.ends_on) == (seat.pk, seat.ends_on)


def test_refusals_change_nothing(visit: Visit, towns: Settled) -> None:
    row, geography = _licence(towns), _licence(towns, "Geografi 8")
    elif_ = visit("elif")
    seat = _seat(towns, "Bo 8C")
    with inside(towns, "nadia"):
        outsider, alva = ground.pupil("Dani 8C"), ground.pupil("Alva 8A")
    with unchanged(towns):
        elif_.post(f"{LICENCES}platser/{seat.pk}/lamna/", status=404)
        elif_.post(f"{LICENCES}{row.pk}/ge/", {"person": str(outsider.pk)}, status=404)
        full = elif_.post(f"{LICENCES}{geography.pk}/ge/", {"person": str(alva.pk)}, status=422)
        assert full.problems == ["Ingen licens är ledig. Lämna tillbaka någons licens, eller beställ fler."]
        twice = elif_.post(f"{LICENCES}{row.pk}/ge/", {"person": str(alva.pk)}, status=422)
        assert twice.problems == ["Eleven har redan en licens för läromedlet."]
        assert elif_.post(f"{LICENCES}{row.pk}/ge/", {}, status=422).problems == ["Välj vem"]
        elif_.get(f"{LICENCES}{row.pk}/andra/", status=404)
        visit("vera").post(f"{LICENCES}platser/{seat.pk}/lamna/", status=404)
        visit("sara").get(LICENCES, status=403)


def test_the_reference_and_the_ways_are_changed_by_those_who_answer(visit: Visit, towns: Settled) -> None:
    karin, row = visit("karin"), _licence(towns)
    page = karin.get(f"{LICENCES}{row.pk}/andra/")
    shown = karin.follow(karin.submit(page, reference="LIN-2027", follows_groups=[]))
    assert "LIN-2027" in shown.text
    assert "licenserna följer dem inte" in shown.text


def test_more_classes_use_what_has_been_bought(visit: Visit, towns: Settled) -> None:
    """Free seats go to the class, and the receiver gets its accounts as long as the others'."""
    karin, row = visit("karin"), _licence(towns)
    page = karin.get(f"{LICENCES}{row.pk}/andra/")
    assert [one.strip() for one in page.find("//label[contains(., '8')]/text()") if one.strip()] == [
        "8B",
        "8C",
    ]
    with inside(towns, "nadia"):
        other = ground.group("8B")
        line = OrderLine.objects.get(pk=row.line_id)
    karin.submit(page, reference="LIN-77", follows_groups=["on"], groups=[str(other.pk)])
    with inside(towns, "nadia"):
        assert bought.held(row) == ["Alva 8A", "Bo 8A", "Cleo 8A", "Dani 8A", "Alva 8B"]
        assert Licence.objects.get(pk=row.pk).short == 3
        (wanted,) = Wanted.objects.all()
        assert (wanted.group_id, wanted.ends_on, wanted.order_id) == (other.pk, line.ends_on, line.order_id)
        assert SendRun.objects.filter(how=SendRun.How.USUAL).count() == 1
        assert AuditRow.objects.filter(event="LicenceChanged", facts__groups=1).exists()
    full = karin.get(f"{LICENCES}{row.pk}/andra/")
    assert "Låt fler klasser" not in full.text
    assert "Fler klasser kan få använda licensen när någon är ledig." in full.text
    with inside(towns, "karin") as by:  # the same form, sent twice at once
        licences.change_licence(row, reference="LIN-77", follows_groups=True, groups=[other], by=by)
        assert Wanted.objects.count() == 1


@pytest.mark.parametrize(("scope", "is_shared"), [("school", True), ("municipality", True), ("group", False)])
def test_a_licence_for_all_is_shared_and_one_for_each_class_is_not(
    visit: Visit, towns: Settled, scope: str, is_shared: bool
) -> None:
    with inside(towns, "nadia"):
        got = bought.licence(towns, bought.title(f"För {scope}", scope=scope), ground.group("8A"), seats=1)
    page = visit("nadia").get(f"{LICENCES}{got.pk}/andra/")
    assert ("Låt fler klasser" in page.text) == is_shared


def test_lists_ask_as_much_for_many_as_for_few(visit: Visit, towns: Settled) -> None:
    nadia = visit("nadia")
    addresses = [LICENCES, f"{LICENCES}{_licence(towns).pk}/"]
    before = [nadia.statements(one) for one in addresses]
    with inside(towns, "nadia"):
        for number in range(6):
            bought.licence(towns, bought.title(f"Bok {number}"), ground.group("8B"), seats=3 + number)
        for number in range(20):
            bought.join(ground.pupil(f"Elev{number} Ny"), ground.group("8A"))
        Licence.objects.filter(title__name="Ord och bild").update(seats=40)
        row = Licence.objects.get(title__name="Ord och bild")
        licences.follow_groups(row.title_id, row.unit_id)
    assert [nadia.statements(one) for one in addresses] == before
