"""The steps of sending one document to many, as a sender takes them."""

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.kit.numbers import test_numbers as published_numbers
from armkrok.services.signing.models import Bulk
from tests.support.papers import minutes
from tests.support.visitor import Page, Visitor

BASE = "/sundby/underskrift/"
HEAD = "Namn;E-post;Personnummer;Meddelande\n"


def rows(count: int, first: int = 200) -> str:
    """Lines of people whom nobody knew before."""
    numbers = published_numbers()[first : first + count]
    return "".join(
        f"Person {place};person{place}@exempel.se;{number};\n" for place, number in enumerate(numbers, 1)
    )


def begun(amina: Visitor, *fixed: str) -> str:
    """The address of a draft, with these also on each copy."""
    file = SimpleUploadedFile("avtal.pdf", minutes(1, "Sekretess"), "application/pdf")
    base = amina.post(f"{BASE}ny/", {"file": file}).leads_to.replace("dokument/", "")
    for key in fixed:
        amina.post(base + "personer/", {"deed": "member", "member-member": key})
    return base


def uploaded(amina: Visitor, base: str, text: str) -> Page:
    page = amina.get(base + "lista/")
    file = SimpleUploadedFile("Anställda.csv", text.encode(), "text/csv")
    return amina.follow(amina.submit(page, "", file=file))


def accepted(amina: Visitor, base: str, **values: Any) -> Bulk:
    page = amina.follow(amina.submit(amina.get(base + "meddelande/"), "", message="Hej!"))
    answer = amina.submit(page, "/skicka/", **values)
    assert "/massutskick/" in answer.leads_to
    with scope(of_sundby()):
        return Bulk.objects.order_by("-created_at")[0]


def of_sundby() -> Any:
    return Organisation.objects.get(slug="sundby").pk


def run(job: Any, bulk: Bulk, times: int = 3, **more: Any) -> None:
    """The worker's part; more often than needed does no harm."""
    for _ in range(times):
        job(organisation_id=str(bulk.organisation_id), bulk_id=str(bulk.pk), **more)
