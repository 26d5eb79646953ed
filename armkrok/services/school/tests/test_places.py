"""The row of places marks where one is, also deep down and at pages that demand another permission."""

from uuid import UUID

import pytest

from armkrok.services.school.models import SendRun, Source
from armkrok.site.settling import Settled
from tests.support import school_ground
from tests.support.people import Visit, inside

SCHOOL = "/sundby/skola/"


@pytest.fixture
def ids(towns: Settled) -> dict[str, UUID]:
    """A source, a receiver with a run, and a pupil in a class."""
    with inside(towns, "sara"):
        source = Source.objects.create(kind="csv", name="Elevsystemet")
        receiver, group = school_ground.receiver(), school_ground.group()
        run = SendRun.objects.create(receiver=receiver)
        return {
            "source": source.pk, "receiver": receiver.pk, "run": run.pk,
            "pupil": school_ground.pupil("Alva 8A").pk, "class": group.pk, "unit": group.unit_id,
        }  # fmt: skip


@pytest.mark.parametrize(
    ("who", "address", "place"),
    [
        ("sara", "kallor/", "Källor"),
        ("sara", "kallor/{source}/", "Källor"),
        ("sara", "mottagare/{receiver}/", "Mottagare"),
        ("sara", "korningar/{run}/", "Mottagare"),
        ("sara", "federation/", "Mottagare"),
        ("nadia", "kallor/{source}/", "Klasser"),
        ("nadia", "elever/{pupil}/", "Klasser"),
        ("nadia", "skolor/{unit}/", "Klasser"),
        ("nadia", "leverantorer/", "Läromedel"),
        ("nadia", "kopratter/ny/", "Budget"),
        ("nadia", "laromedel/nytt/", "Läromedel"),
    ],
)
def test_a_page_marks_its_place(
    visit: Visit, ids: dict[str, UUID], who: str, address: str, place: str
) -> None:
    page = visit(who).get(SCHOOL + address.format(**ids))
    marked = page.tree.xpath("//nav[contains(@class, 'ak-service')]//a[@aria-current='page']")
    assert [one.text.strip() for one in marked] == [place]
