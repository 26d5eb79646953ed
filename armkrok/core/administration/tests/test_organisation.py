"""Sara writes the town's organisation number."""

import pytest

from armkrok.core.audit.models import AuditRow
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.site.settling import Settled
from tests.support.people import Visit
from tests.support.unchanged import unchanged

START = "/sundby/installningar/"
PAGE = START + "uppgifter/"


def test_the_number_is_shown_changed_and_told_in_the_log(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    assert "212000-9903" in sara.get(START).text
    page = sara.follow(sara.confirm(sara.get(PAGE), number="16 2120000142"))
    assert "212000-0142" in page.text
    town = towns.organisations["sundby"]
    with scope(town.pk):
        assert Organisation.objects.get(slug="sundby").number == "212000-0142"
        row = AuditRow.objects.get(event="NumberChanged")
    assert (row.about_id, row.facts) == (town.pk, {"was": "212000-9903", "now": "212000-0142"})
    assert Organisation.objects.get(slug="norrvik").number == "212000-9911"


def test_what_is_the_same_is_not_told_again_and_nothing_takes_it_away(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    with unchanged(towns):
        sara.submit(sara.get(PAGE), number="2120009903")
    page = sara.follow(sara.confirm(sara.get(PAGE), number=""))
    assert "Organisationsnummer Saknas" in page.text


@pytest.mark.parametrize("number", ["212000-9904", "198112189876", "811218-9876", "hej", "0120009903"])
def test_a_wrong_number_is_refused(visit: Visit, towns: Settled, number: str) -> None:
    sara = visit("sara")
    asked = sara.get(PAGE)
    with unchanged(towns):
        again = sara.submit(asked, status=422, number=number)
    assert "Kontrollera organisationsnumret" in again.problems[0]


@pytest.mark.parametrize(("key", "status"), [("amina", 403), ("vera", 404), ("birgitta", 404)])
def test_only_the_towns_administrator_may(visit: Visit, towns: Settled, key: str, status: int) -> None:
    with unchanged(towns):
        visit(key).post(PAGE, {"number": ""}, status=status)
