"""A school system promises to say when something changes, and what it then says is only a reason to ask."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client as Browser
from django.urls import resolve

from armkrok.core.audit.models import AuditRow
from armkrok.core.tenants.models import OpenService
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.services.school.actions import subscribing
from armkrok.services.school.models import ImportRun, Source
from armkrok.services.school.ss12000.answers import GaveUp
from armkrok.services.school.tests.test_ss12000_client import KEY, School, url
from armkrok.site.settling import Settled
from tests.support.people import Visit, inside
from tests.support.queue import waiting
from tests.support.unchanged import unchanged

__all__ = ["url"]


@pytest.fixture
def school(url: str, settings: object) -> Iterator[School]:
    settings.OUTGOING_HOSTS = ["127.0.0.1"]  # type: ignore[attr-defined]
    found = School(url)
    yield found
    found.turn("faults", fault="")
    found.turn("oddities", oddities=[])


@pytest.fixture
def source(towns: Settled, school: School) -> Source:
    for slug in ("sundby", "norrvik"):
        with scope(towns.organisations[slug].pk):
            OpenService.objects.get_or_create(service_key="school")
    with inside(towns, "sara") as sara:
        made = Source(kind=Source.Kind.SS12000, name="Skolsystemet", settings={"url": f"{school.url}/v2.0"})
        made.keep_secret(KEY)
        made.save()
        subscribing.subscribe(made, by=sara)
    return made


def kept(source: Source) -> Source:
    """The promise made or renewed, as the job does it."""
    subscribing.keep_subscription(str(source.organisation_id), str(source.pk))
    return again(source)


def again(source: Source) -> Source:
    with scope(source.organisation_id):
        return Source.objects.get(pk=source.pk)


def target(school: School) -> str:
    """The path that the source was last given."""
    found: str = school.http.get("/control/state").json()["subscriptions"][-1]["target"]
    return "/" + found.split("/", 3)[3]


def test_a_promise_is_made_and_what_is_said_makes_us_ask_once(source: Source, school: School) -> None:
    made = kept(source)
    assert made.subscription_id
    assert made.subscription_ends
    assert made.subscription_ends > now()
    path = target(school)
    assert resolve(path).view_name == "school:ss12000-hook"
    secret = path.strip("/").rpartition("/")[2]
    assert bytes(made.hook_hash) == subscribing.hashed(secret)
    with scope(source.organisation_id):
        assert secret not in str(AuditRow.objects.values())
    for body in ('{"modifiedEntites": ["Person"], "deletedEntities": true}', "not JSON", ""):
        answer = Browser().post(path, body, content_type="application/json")
        assert (answer.status_code, answer.content) == (204, b"")
    assert waiting("school.ask-source") == 1
    subscribing.ask_source(str(source.organisation_id), str(source.pk))
    with scope(source.organisation_id):
        assert ImportRun.objects.filter(source=source).count() == 1


def test_what_is_said_later_makes_us_ask_again(source: Source, school: School) -> None:
    kept(source)
    path = target(school)
    Browser().post(path)
    with scope(source.organisation_id):
        Source.objects.update(hook_at=now() - timedelta(seconds=subscribing.GATHERED + 1))
    Browser().post(path)
    assert waiting("school.ask-source") == 2


def test_what_is_said_while_we_read_makes_us_ask_afterwards(source: Source) -> None:
    with scope(source.organisation_id):
        ImportRun.objects.create(source=source)
    subscribing.ask_source(str(source.organisation_id), str(source.pk))
    assert waiting("school.ask-source") == 1
    with scope(source.organisation_id):
        assert ImportRun.objects.count() == 1


def test_an_address_that_is_nobodys_is_not_found(source: Source, school: School, towns: Settled) -> None:
    kept(source)
    path = target(school)
    with unchanged(towns):
        for other in ("/sundby/skola/avisering/x/", path.replace("sundby", "norrvik")):
            assert Browser().post(other, "{}", content_type="application/json").status_code == 404
        assert Browser().get(path).status_code == 405
    assert waiting("school.ask-source") == 0


def test_a_promise_is_renewed_before_it_ends_and_made_anew_when_forgotten(
    source: Source, school: School
) -> None:
    first = kept(source)
    with scope(source.organisation_id):
        assert subscribing.due() == []
        Source.objects.update(subscription_ends=now() + timedelta(days=1))
        assert subscribing.due() == [first]
    renewed = kept(source)
    assert renewed.subscription_id == first.subscription_id
    assert renewed.hook_hash == first.hook_hash
    assert renewed.subscription_ends
    assert renewed.subscription_ends > now() + timedelta(days=2)
    school.client().unsubscribe(first.subscription_id)
    anew = kept(source)
    assert anew.subscription_id != first.subscription_id
    assert anew.hook_hash != first.hook_hash


def test_a_source_that_cannot_promise_says_so_in_words(source: Source, school: School) -> None:
    school.turn("oddities", oddities=["no_subscriptions"])
    assert "hämtas på sina tider" in kept(source).subscription_why
    school.turn("oddities", oddities=[])
    school.turn("faults", fault="403")
    with pytest.raises(Exception, match="låter oss inte"):
        kept(source)
    assert "låter oss inte" in again(source).subscription_why
    school.turn("faults", fault="")
    assert kept(source).subscription_why == ""


def test_nobody_listens_when_it_has_ended(source: Source, school: School, towns: Settled) -> None:
    made = kept(source)
    path = target(school)
    with inside(towns, "sara") as sara:
        subscribing.end(again(source), by=sara)
    assert (again(source).subscription_id, bytes(again(source).hook_hash)) == ("", b"")
    assert Browser().post(path).status_code == 404
    assert waiting("school.ask-source") == 0
    subscribing.drop_subscription(str(source.organisation_id), str(source.pk), made.subscription_id)
    held = school.http.get("/control/state").json()["subscriptions"]
    assert made.subscription_id not in [one["id"] for one in held]
    kept(source)
    assert again(source).subscription_id == ""


def test_a_source_that_is_away_is_tried_again_later(source: Source, school: School) -> None:
    school.turn("faults", fault="500")
    with pytest.raises(GaveUp):
        subscribing.keep_subscription(str(source.organisation_id), str(source.pk))
    with scope(source.organisation_id):
        assert subscribing.due() == [source]


def test_sara_asks_for_it_and_ends_it_and_nobody_else_may(
    visit: Visit, source: Source, towns: Settled
) -> None:
    place = f"/sundby/skola/kallor/{source.pk}/"
    with unchanged(towns):
        visit("karin").post(f"{place}prenumerera/", status=403)
        visit("vera").post(f"{place}sluta-prenumerera/", status=404)
    sara = visit("sara")
    sara.post(f"{place}sluta-prenumerera/", status=302)
    assert bytes(again(source).hook_hash) == b""
    sara.post(f"{place}prenumerera/", status=302)
    assert bytes(again(source).hook_hash) != b""
    with inside(towns, "sara"):
        other = Source.objects.create(kind=Source.Kind.CSV, name="Filer")
    sara.post(f"/sundby/skola/kallor/{other.pk}/prenumerera/", status=404)
