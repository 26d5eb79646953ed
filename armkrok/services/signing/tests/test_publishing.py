"""The copy for publication of a request that real people have signed."""

from pathlib import Path

import pikepdf
import pytest

from armkrok.core.audit.models import AuditRow
from armkrok.core.tenants.scope import scope
from armkrok.services.signing import checking
from armkrok.services.signing.engine.render import page_text
from armkrok.services.signing.models import Document, SigningRequest
from armkrok.services.signing.tests.conftest import Ask
from armkrok.services.signing.tests.keeping import Done, finishing
from armkrok.services.signing.tests.signers import paper
from armkrok.site.settling import Settled, settle
from tests.support.people import Visit, inside
from tests.support.simulators import Simulators
from tests.support.unchanged import unchanged
from tests.support.visitor import Visitor


@pytest.fixture
def done(committed_db: None, simulators: Simulators, ask: Ask) -> Done:
    return finishing(ask, simulators)


def address(request: SigningRequest) -> str:
    return f"/sundby/underskrift/{request.pk}/1/kopia/"


def test_the_copy_names_the_signers_and_carries_the_seal(done: Done, tmp_path: Path) -> None:
    request, amina = done(), Visitor(settle().people["amina"])
    page = amina.get(address(request))
    form = page.form("/kopia/")
    answer = amina.client.post(form.get("action"), {"csrfmiddlewaretoken": amina.token})
    copy = tmp_path / "kopia.pdf"
    copy.write_bytes(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    with pikepdf.open(copy) as pdf:
        last = len(pdf.pages) - 1
    text = page_text(copy, last)
    assert "Kopia för publicering" in text
    assert "Karin Sjöberg" in text
    with scope(request.organisation_id):
        original = paper(request).newest.sha256
        report = checking.checked(copy)
        facts = AuditRow.objects.get(event="PublicationCopyMade").facts
    assert original in "".join(text.split())
    assert facts["original_sha256"] == original
    assert [one.signer for one in report.signatures] == ["Sundby kommun"], "nobody's but the organisation's"
    assert report.verdict == "valid"
    assert "kopia" in answer.headers["Content-Disposition"]


def test_an_unfinished_request_has_no_copy(visit: Visit, towns: Settled, ask: Ask) -> None:
    request = ask(towns, "karin")
    amina = visit("amina")
    assert "Kopian kan göras när alla har skrivit under." in amina.get(address(request)).text
    with unchanged(towns):
        amina.post(address(request), status=409)
        visit("karin").get(address(request), status=404)
        visit("vera").get(address(request), status=404)


def test_only_what_was_signed_has_a_copy(visit: Visit, towns: Settled, ask: Ask) -> None:
    request = ask(towns, "karin")
    with inside(towns, "amina"):
        SigningRequest.objects.filter(pk=request.pk).update(state=SigningRequest.State.COMPLETED)
        Document.objects.filter(request=request).update(kind="attachment")
    with unchanged(towns):
        visit("amina").post(address(request), status=409)
