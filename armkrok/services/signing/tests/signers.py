"""People who sign over HTTP, and what the database says afterwards."""

import time
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import F

from armkrok.core.audit.models import AuditRow
from armkrok.core.audit.verification import verify
from armkrok.core.documents import files
from armkrok.core.eid.models import EidOrder
from armkrok.core.identity.people import number_of
from armkrok.core.tenants.scope import scope
from armkrok.services.signing.checking import checked
from armkrok.services.signing.engine import Report
from armkrok.services.signing.models import Consent, Document, Party, Signature, SigningRequest
from tests.support.page_rules import words
from tests.support.simulators import Simulators
from tests.support.visitor import Page, Visitor

PATIENCE = 60.0


def address(request: SigningRequest) -> str:
    """Where the document is read and signed."""
    return f"/sundby/underskrift/{request.pk}/skriv-under/"


class Signing:
    """One press of Skriv under, and what became of it."""

    def __init__(self, visitor: Visitor, request: SigningRequest) -> None:
        self.visitor, self.request = visitor, request
        self._begin(visitor.post(address(request) + "bankid/"))

    def _begin(self, answer: Page) -> None:
        self.page = answer.leads_to
        self.order_id = self.page.rstrip("/").rpartition("/")[2]

    def again(self, page: Page) -> "Signing":
        """Press Försök igen on the page of an order that failed."""
        self._begin(self.visitor.submit(page, "/igen/"))
        return self

    @property
    def order(self) -> EidOrder:
        """The order as it is now."""
        return EidOrder.objects.get(pk=self.order_id)

    def answer(self, simulators: Simulators, action: str = "approve") -> "Signing":
        """What the person does in the app."""
        assert self.visitor.person
        simulators.answer(self.order.order_ref, number_of(self.visitor.person.pk), action)
        self.hurry()
        return self

    def hurry(self) -> None:
        """Let the next poll ask BankID at once, although a second has not passed."""
        EidOrder.objects.filter(pk=self.order_id).update(
            collected_at=F("collected_at") - timedelta(seconds=2)
        )

    def grow_old(self) -> None:
        """So old that a new order does not give it up, as a recent one would be."""
        EidOrder.objects.filter(pk=self.order_id).update(started_at=F("started_at") - timedelta(minutes=5))

    def poll(self) -> Any:
        """Ask once, as the page does every second."""
        return self.visitor.client.get(self.page + "lage/", headers={"HX-Request": "true"})

    def told(self) -> str:
        """Wait until BankID may be asked again, then ask; where the page is sent, or what it says."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            answer = self.poll()
            if "HX-Redirect" in answer.headers:
                return str(answer.headers["HX-Redirect"])
            if "HX-Refresh" in answer.headers:
                return "refresh"
            time.sleep(0.2)
        raise AssertionError("the signing never ended")

    def ended(self) -> Page:
        """The page that the person ends up on."""
        where = self.told()
        return landed(self.visitor, self.page if where == "refresh" else where)


def landed(visitor: Visitor, where: str) -> Page:
    """The page at the end of all redirects."""
    for _ in range(4):
        response = visitor.client.get(where)
        if response.status_code != 302:
            return visitor.looked_at(response, response.status_code)
        where = response.headers["Location"]
    raise AssertionError("redirects without end")


def said(page: Page) -> list[str]:
    """The toasts, without the word of their button."""
    return [words(one).removesuffix(" Stäng") for one in page.find("//*[@data-ak-toast]")]


def state_of(request: SigningRequest) -> SigningRequest:
    """The request as it is now; in its scope only."""
    return SigningRequest.objects.get(pk=request.pk)


def paper(request: SigningRequest) -> Document:
    """The request's first document as it is now; in its scope only."""
    return Document.objects.select_related("current", "original").get(request=request, position=1)


def signed_count(request: SigningRequest) -> int:
    """How many have signed; in its scope only."""
    return Party.objects.filter(request=request, state=Party.State.SIGNED).count()


def events_of(request: SigningRequest) -> list[str]:
    """The names of what the log tells of the request, in order of time; in its scope only."""
    return list(AuditRow.objects.filter(about_id=request.pk).order_by("at").values_list("event", flat=True))


def report_on(request: SigningRequest) -> Report:
    """What the validator says of the file as it is now; in its scope only."""
    found = paper(request)
    assert found.current
    with files.on_disk(found.current) as path:
        return checked(Path(path))


def nothing_signed(request: SigningRequest) -> None:
    """Refused: no consent, no signature, the same file as before."""
    with scope(request.organisation_id):
        assert not Consent.objects.filter(party__request=request).exists()
        assert signed_count(request) == 0
        assert not Signature.objects.filter(document__request=request).exists()
        assert "DocumentSigned" not in events_of(request)


def whole(request: SigningRequest, count: int) -> None:
    """Exactly so many signatures, B-T or better, all valid; database, file and log tell the same."""
    with scope(request.organisation_id):
        assert signed_count(request) == count
        assert Consent.objects.filter(party__request=request).exclude(signed_at=None).count() == count
        assert events_of(request).count("DocumentSigned") == count
        report = report_on(request)
        assert len(report.signatures) == count
        assert report.verdict == ("valid" if count else "not_established"), report.reason
        assert {one.level for one in report.signatures} <= {"B-T", "B-LT", "B-LTA"}
        chain_is_whole()


def chain_is_whole() -> None:
    """The log of the organisation in scope; its rows are linked at commit, or here when nothing commits."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    found = verify()
    assert found.is_whole, found.faults
