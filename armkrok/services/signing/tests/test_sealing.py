"""Sara puts the town's seal on a letter that nobody signs."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from armkrok.core.access.models import AccessToken
from armkrok.core.audit.models import AuditRow
from armkrok.core.documents.models import StoredFile
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today
from armkrok.services.signing import issuing, keys, seals
from armkrok.services.signing.engine.pkcs11_keys import HsmKey
from armkrok.services.signing.engine.tests.conftest import SignAll, fonts, sign_all, town  # noqa: F401
from armkrok.services.signing.models import Document, SigningRequest
from armkrok.services.signing.policy import Asked, Draft, judge, starting_set
from armkrok.services.signing.tests.test_api import System, system  # noqa: F401
from armkrok.site.settling import Settled
from tests.support.papers import minutes
from tests.support.people import Visit, inside
from tests.support.simulators import Simulators, free_port
from tests.support.unchanged import unchanged
from tests.support.visitor import Page, Visitor

NEW = "/sundby/underskrift/stampla/"


def file(content: bytes, name: str = "Beslut.pdf") -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, content, "application/pdf")}


def stamped(visitor: Visitor, page: Page) -> Any:
    """Press Stämpla och ladda ner; the answer."""
    address = page.response.request["PATH_INFO"]
    assert page.form(address) is not None
    return visitor.client.post(address, {"csrfmiddlewaretoken": visitor.token})


def nothing_left(towns: Settled) -> None:
    with scope(towns.organisations["sundby"].pk):
        assert not SigningRequest.objects.exists()
        assert not Document.objects.exists()
        assert not StoredFile.objects.exists()


def checked_by_a_stranger(content: bytes) -> Page:
    stranger = Visitor()
    given: Any = file(content, "b.pdf")
    return stranger.submit(stranger.get("/verifiera/"), "/verifiera/", status=200, **given)


def test_a_draft_that_asks_people_cannot_be_sealed_away(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    at = sara.post("/sundby/underskrift/ny/", file(minutes(1))).leads_to
    draft_id = at.split("/")[-3]
    sara.post(at.replace("dokument/", "personer/"), {"deed": "member", "member-member": "Karin Sjöberg"})
    sara.get(f"{NEW}{draft_id}/", status=404)
    sara.post(f"{NEW}{draft_id}/", status=404)
    with scope(towns.organisations["sundby"].pk):
        assert SigningRequest.objects.filter(pk=draft_id).exists()


def test_the_letter_is_seen_sealed_and_told(visit: Visit, towns: Settled, simulators: Simulators) -> None:
    sara = visit("sara")
    page = sara.follow(sara.post(NEW, file(minutes(2))))
    assert page.h1 == "Ska det här stämplas?"
    assert len(page.find("//main//img")) == 2
    assert "Sundby kommun" in page.text
    answer = stamped(sara, page)
    content = b"".join(answer.streaming_content)
    assert "Beslut" in answer.headers["Content-Disposition"]
    check = checked_by_a_stranger(content)
    assert check.h1 == "Dokumentet är stämplat och oförändrat"
    assert "Stämplat av Sundby kommun. En stämpel är ingen persons underskrift." in check.text
    assert "Stämmer stämpeln?" in check.text
    assert "elektronisk stämpel enligt eIDAS, artikel 36" in check.text
    assert "Stämpeln stämmer matematiskt." in check.text
    for wrong in (
        "har skrivit under",
        "skrevs under",
        "När vem skrev under?",
        "artikel 26",
        "Identifierad med",
    ):
        assert wrong not in check.text
    with scope(towns.organisations["sundby"].pk):
        row = AuditRow.objects.get(event="DocumentStamped")
        assert row.actor_id == towns.people["sara"].pk
        assert row.facts["pages"] == 2
        serial = f"{seals.seal_credential().certificate.serial_number:X}"
        assert row.facts["certificate"] == serial
    nothing_left(towns)
    sara.get(page.response.request["PATH_INFO"], status=404)


def test_what_others_have_signed_keeps_their_signatures(
    visit: Visit,
    simulators: Simulators,
    sign_all: SignAll,  # noqa: F811
) -> None:
    sara, signed = visit("sara"), sign_all(first=1).read_bytes()
    page = sara.follow(sara.post(NEW, file(signed)))
    assert "Filen behålls som den är" in page.text
    content = b"".join(stamped(sara, page).streaming_content)
    assert content.startswith(signed)
    check = checked_by_a_stranger(content)
    assert "En person har skrivit under. Stämplat av Sundby kommun. Inget har ändrats" in check.text
    assert len(check.rows()) == 2


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"GIF89a" + bytes(3000), "Filen är inte en PDF."),
        (b"", "Filen är tom."),
        (b"%PDF-1.7\n<<", "Filen är skadad"),
    ],
)
def test_bad_files(visit: Visit, towns: Settled, content: bytes, sentence: str) -> None:
    sara = visit("sara")
    sara.get(NEW)
    with unchanged(towns):
        page = sara.post(NEW, file(content), status=422)
    assert page.problems[0].startswith(sentence)
    nothing_left(towns)


def test_no_time_stamp_no_seal(
    visit: Visit, towns: Settled, simulators: Simulators, monkeypatch: pytest.MonkeyPatch
) -> None:
    sara = visit("sara")
    page = sara.follow(sara.post(NEW, file(minutes(1))))
    with monkeypatch.context() as patch:
        patch.setattr(issuing.timestamper(), "url", f"http://127.0.0.1:{free_port()}")
        address = page.response.request["PATH_INFO"]
        with unchanged(towns):
            again = sara.post(address, {}, status=503)
    assert "Det går inte att stämpla just nu. Filen är inte stämplad." in again.text
    assert stamped(sara, again).status_code == 200


def test_the_keys_are_away(
    visit: Visit, towns: Settled, simulators: Simulators, tmp_path: Any, settings: Any, softhsm: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    settings.KEYS, settings.TRUST = tmp_path / "keys", tmp_path / "trust"
    settings.PKCS11 = vars(softhsm.settings())
    keys.forget()
    sara = visit("sara")
    with inside(towns, "sara"):
        assert isinstance(seals.seal_credential().key, HsmKey)
    page = sara.follow(sara.post(NEW, file(minutes(1))))
    settings.PKCS11 = {**settings.PKCS11, "pin": "0000"}
    keys.forget()
    address = page.response.request["PATH_INFO"]
    again = sara.post(address, {}, status=503)
    assert "Nyckeln för underskrifter går inte att nå just nu." in again.text
    with scope(towns.organisations["sundby"].pk):
        assert SigningRequest.objects.exists(), "the file is still there to try again with"
        assert not AuditRow.objects.filter(event="DocumentStamped").exists()
    keys.forget()


def test_a_system_has_a_file_sealed(system: System, towns: Settled, simulators: Simulators) -> None:  # noqa: F811
    with scope(towns.organisations["sundby"].pk):
        AccessToken.objects.update(scopes=["signing.stamp"])
    answer = system.post("stamp", file(minutes(1)))
    assert answer["Content-Type"] == "application/pdf"
    content = b"".join(answer.streaming_content)
    assert checked_by_a_stranger(content).h1 == "Dokumentet är stämplat och oförändrat"
    again = system.post("stamp", {**file(content), "as_is": "true"})
    assert b"".join(again.streaming_content).startswith(content)
    for bad in (b"GIF89a", content):
        assert system.post("stamp", file(bad), 422)["code"] == "FileRefused"
    nothing_left(towns)


def test_a_system_hears_that_no_stamp_can_be_had(
    system: System,  # noqa: F811
    towns: Settled,
    simulators: Simulators,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with scope(towns.organisations["sundby"].pk):
        AccessToken.objects.update(scopes=["signing.stamp"])
    monkeypatch.setattr(issuing.timestamper(), "url", f"http://127.0.0.1:{free_port()}")
    assert system.post("stamp", file(minutes(1)), 503)["code"] == "NoSealNow"
    nothing_left(towns)
    with scope(towns.organisations["sundby"].pk):
        AccessToken.objects.update(scopes=["signing.send"])
    assert system.post("stamp", file(minutes(1)), 403)["code"] == "NotAllowed"


@pytest.mark.parametrize(("key", "status"), [("amina", 403), ("vera", 404), ("birgitta", 404)])
def test_only_those_with_the_permission(visit: Visit, towns: Settled, key: str, status: int) -> None:
    with unchanged(towns):
        visit(key).get(NEW, status=status)
        visit(key).post(NEW, file(minutes(1)), status=status)


def test_a_draft_is_its_authors_own_and_can_be_thrown_away(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    address = sara.post(NEW, file(minutes(1))).leads_to
    with unchanged(towns):
        visit("karin").get(address, status=403)
        visit("karin").post(address + "ta-bort/", status=403)
    page = sara.follow(sara.post(address + "ta-bort/"))
    assert "Ingenting stämplades." in page.text
    nothing_left(towns)


def test_the_register_leads_here(visit: Visit) -> None:
    kind = next(one for one in starting_set(today()).values() if one.level == "S")
    address = f"/sundby/underskrift/dokumenttyper/{kind.key}/"
    assert visit("sara").get(address).find(f"//main//a[@href='{NEW}']")
    assert not visit("amina").get(address).find(f"//main//a[@href='{NEW}']")
    findings = judge(kind, Draft(today=today(), people=(Asked(1),), loa=3))
    (found,) = [one for one in findings if one.code == "seal"]
    assert "Välj Stämpla i menyn." in found.text
