"""Who looks people up through Underskrift is in the read log; who signs with them is not."""

from typing import Any

from armkrok.core.reading.models import ReadRow, ReadSubject
from armkrok.core.tenants.scope import scope
from armkrok.services.signing.actions import delivering
from armkrok.services.signing.models import Delivery, SigningRequest
from armkrok.services.signing.tests.test_api import System, _form, _people, system  # noqa: F401
from armkrok.services.signing.tests.test_archive_pages import ARCHIVE, ended  # noqa: F401
from armkrok.services.signing.tests.test_people_step import KARIN, begun
from armkrok.site.settling import Settled
from tests.support.people import Visit

TOWN = "/sundby/underskrift/"


def _reads(towns: Settled) -> list[tuple[str, str, str, Any, set[str]]]:
    """Reader, what, how, about and whose, by the keys of our people; the oldest first."""
    keys = {person.pk: key for key, person in towns.people.items()}
    with scope(towns.organisations["sundby"].pk):
        return [
            (
                keys.get(row.reader_id or row.pk, row.reader_kind), row.what, row.how, row.about_id,
                {keys[one.person_id] for one in ReadSubject.objects.filter(row=row)},
            )
            for row in ReadRow.objects.order_by("pk")
        ]  # fmt: skip


def test_a_colleague_found_in_the_register_is_a_read(visit: Visit, towns: Settled) -> None:
    begun(visit("amina"), KARIN)
    (found,) = _reads(towns)
    assert found[:3] == ("amina", "signing.search", "search")
    assert found[4] == {"karin"}


def test_a_search_without_a_hit_is_none(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    base = begun(amina)
    amina.post(base + "personer/", {"deed": "member", "member-member": "Ingen Alls"}, status=200)
    assert _reads(towns) == []


def test_the_senders_page_is_a_read_and_its_news_are_not(
    visit: Visit, towns: Settled, asked: SigningRequest
) -> None:
    amina = visit("amina")
    amina.get(f"{TOWN}{asked.pk}/")
    amina.get(f"{TOWN}{asked.pk}/", htmx=True)
    assert _reads(towns) == [("amina", "signing.request", "screen", asked.pk, {"karin", "elif"})]


def test_who_signs_sees_the_others_without_a_note(
    visit: Visit, towns: Settled, asked: SigningRequest
) -> None:
    visit("karin").get(f"{TOWN}{asked.pk}/skriv-under/")
    assert _reads(towns) == []


def test_the_archives_files_are_reads(visit: Visit, towns: Settled, ended: SigningRequest) -> None:  # noqa: F811
    sara = visit("sara")
    sara.submit(sara.get(f"{ARCHIVE}{ended.pk}/"), "/leverera/")
    with scope(ended.organisation_id):
        delivery = Delivery.objects.get()
    delivering.make_package(organisation_id=str(ended.organisation_id), delivery_id=str(delivery.pk))
    assert _reads(towns) == []
    sara.client.get(f"{ARCHIVE}paket/{delivery.pk}/")
    assert _reads(towns) == [("sara", "signing.evidence", "export", ended.pk, {"karin"})]


def test_a_system_that_asks_is_noted_as_itself(towns: Settled, system: System) -> None:  # noqa: F811
    made = system.post("requests", _form(_people("karin", "elif"), title="Avtal"), 201, key="1")
    system.get(f"requests/{made['id']}")
    system.get("requests")
    one, listed = _reads(towns)
    assert (one[0], one[1], one[2], str(one[3])) == ("client", "signing.request", "api", made["id"])
    assert one[4] == listed[4] == {"karin", "elif"}
