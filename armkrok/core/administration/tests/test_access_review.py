"""Sara goes through who has which role, once a quarter."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from armkrok.core.access.models import RoleAssignment
from armkrok.core.administration.models import RoleReview
from armkrok.core.audit.models import AuditRow
from armkrok.core.identity.models import Person
from armkrok.core.members.models import Member
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today
from armkrok.site.settling import Settled
from tests.support.people import Visit
from tests.support.unchanged import unchanged

PAGE = "/sundby/installningar/genomgang/"


def _roles(towns: Settled, key: str) -> Any:
    with scope(towns.organisations["sundby"].pk):
        return list(RoleAssignment.objects.filter(person=towns.people[key]).order_by("role"))


def _make_old(towns: Settled, key: str, **facts: Any) -> None:
    with scope(towns.organisations["sundby"].pk):
        rows = RoleAssignment.objects.filter(person=towns.people[key])
        rows.update(**{"starts": today() - timedelta(days=400), "used_on": None, **facts})


def test_stale_roles_come_first(visit: Visit, towns: Settled) -> None:
    _make_old(towns, "ingrid")
    _make_old(towns, "amina", used_on=today())
    page = visit("sara").get(PAGE)
    assert "En roll har inte använts på 90 dagar" in page.text
    assert "Ingrid" in page.rows()[0]
    assert "Används inte" in page.rows()[0]
    assert sum("Används inte" in row for row in page.rows()) == 1


def test_the_limit_is_the_organisations_own(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    _make_old(towns, "elif", used_on=today() - timedelta(days=40))
    assert "Används inte" not in sara.get(PAGE).text
    sara.confirm(sara.get("/sundby/installningar/regler/"), stale_days="30")
    assert "Används inte" in sara.get(PAGE).text


def test_several_are_ended_at_once_after_a_look(visit: Visit, towns: Settled) -> None:
    sara, olle = visit("sara"), visit("olle")
    olle.get("/sundby/installningar/logg/")
    ids = [str(one.pk) for one in _roles(towns, "olle")]
    with unchanged(towns):
        review = sara.post(PAGE, {"role": ids, "deed": "end"}, status=200)
    assert "2 roller avslutas genast" in review.text
    assert "Olle Grahn: rollen Granskare" in review.text
    sara.submit(review)
    olle.get("/sundby/installningar/logg/", status=404)
    with scope(towns.organisations["sundby"].pk):
        assert AuditRow.objects.filter(event="RoleTaken").count() == 2


def test_who_said_that_a_role_is_right_is_kept(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    ids = [str(_roles(towns, "olle")[0].pk)]
    sara.submit(sara.post(PAGE, {"role": ids, "deed": "keep"}, status=200))
    row = next(row for row in sara.get(PAGE).rows() if "Olle Grahn" in row and "Granskare" in row)
    assert "Sara Lind" in row
    with scope(towns.organisations["sundby"].pk):
        review = RoleReview.objects.get()
        assert (review.reviewer, review.is_kept) == (towns.people["sara"], True)
        assert AuditRow.objects.filter(event="RoleReviewed").count() == 1


def test_the_last_administrator_stays(visit: Visit, towns: Settled) -> None:
    ids = [str(one.pk) for one in _roles(towns, "sara")]
    with unchanged(towns):
        visit("sara").post(PAGE, {"role": ids, "deed": "end"}, status=409)


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ({"deed": "end"}, 422),
        ({"deed": "end", "role": ["x"]}, 404),
        ({"deed": "dance"}, 422),
        ({"deed": "end", "role": ["00000000-0000-0000-0000-000000000000"]}, 422),
    ],
)
def test_nothing_chosen_is_nothing_done(
    visit: Visit, towns: Settled, sent: dict[str, Any], status: int
) -> None:
    with unchanged(towns):
        visit("sara").post(PAGE, sent, status=status)


def test_the_list_can_be_fetched_and_that_is_told(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    sara.confirm(sara.get("/sundby/installningar/roller/"), person="Amina Karlsson", role="auditor")
    with scope(towns.organisations["sundby"].pk):
        Person.objects.filter(pk=towns.people["elif"].pk).update(name="=cmd()")
    text = sara.get(PAGE + "csv/").html
    line = next(row for row in text.splitlines() if row.startswith("Amina Karlsson;Granskare"))
    assert line.split(";")[6] == "Sara Lind"
    assert "'=cmd()" in text
    with scope(towns.organisations["sundby"].pk):
        assert AuditRow.objects.get(event="ReviewDownloaded").facts["rows"] == len(text.splitlines()) - 1


def test_many_roles_ask_no_more_questions(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    with CaptureQueriesContext(connection) as few:
        sara.get(PAGE)
    people = Person.objects.bulk_create(Person(name=f"Person {i:03}") for i in range(130))
    with scope(towns.organisations["sundby"].pk):
        Member.objects.bulk_create(Member(person=p, email="p@sundby.example") for p in people)
        RoleAssignment.objects.bulk_create(RoleAssignment(person=p, role="employee") for p in people)
    with CaptureQueriesContext(connection) as many:
        page = sara.get(PAGE)
    assert len(many) == len(few)
    assert len(page.rows()) == 50


@pytest.mark.parametrize(("key", "status"), [("amina", 403), ("vera", 404), ("birgitta", 404)])
def test_only_the_towns_administrator_may(visit: Visit, towns: Settled, key: str, status: int) -> None:
    other = visit(key)
    with unchanged(towns):
        other.post(PAGE, {"role": [], "deed": "end"}, status=status)
        other.get(PAGE + "csv/", status=status)
