"""Sara lets the town's own staff log-in in, and the operator's people what everybody shares."""

import json
from typing import Any

import pytest

from armkrok.core.audit.models import AuditRow
from armkrok.core.eid import ways
from armkrok.core.eid.models import EidOrder, Provider
from armkrok.core.identity.saml import keys
from armkrok.core.policies.models import Policy
from armkrok.core.tenants.scope import scope
from armkrok.site.settling import Settled
from tests.support.people import Visit
from tests.support.unchanged import unchanged
from tests.support.visitor import Page, Visitor

PAGE = "/sundby/installningar/inloggning/"
NEW = f"{PAGE}ny/?mall="
OWN = {"name": "Sundbys inloggning", "issuer": "https://login.sundby.example", "client_id": "armkrok"}
SECRET = "mycket-hemligt-och-langt"


def _asked(sara: Visitor, preset: str, **values: Any) -> Page:
    page = sara.get(f"{PAGE}ny/", mall=preset)
    form = page.form("", ())
    form.set("action", NEW + preset)
    return sara.submit(page, NEW + preset, status=values.pop("status", 200), **values)


def _added(sara: Visitor, preset: str = "oidc-municipal", **values: Any) -> Page:
    review = _asked(sara, preset, **values)
    review.form("", ()).set("action", NEW + preset)
    return sara.follow(sara.submit(review, NEW + preset))


def _row(towns: Settled) -> Any:
    with scope(towns.organisations["sundby"].pk):
        return Provider.objects.select_related("organisation").get()


def test_a_provider_is_added_closed_from_a_preset(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    page = _added(sara, **OWN, secret=SECRET)
    row = _row(towns)
    assert (row.kind, row.preset, row.is_open) == ("oidc", "oidc-municipal", False)
    assert row.secret_in_clear() == SECRET
    assert row.settings["issuer"] == OWN["issuer"]
    assert f"/logga-in/oidc/{row.pk}/svar/" in page.text
    assert "Den gäller bara hos er" in page.text
    with scope(towns.organisations["sundby"].pk):
        told = AuditRow.objects.get(event="ProviderSaved")
    assert "secret" in told.facts["changed"]
    assert SECRET not in json.dumps(told.facts)


def test_the_secret_is_never_shown_again(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    review = _asked(sara, "oidc-municipal", **OWN, secret=SECRET)
    assert SECRET not in review.html
    page = _added(sara, **OWN, secret=SECRET)
    assert SECRET not in page.html
    again = sara.confirm(page, client_id="armkrok-2")
    assert SECRET not in sara.follow(again).html
    assert _row(towns).secret_in_clear() == SECRET
    sara.confirm(sara.get(f"{PAGE}{_row(towns).pk}/"), secret="en-annan-hemlighet")
    assert _row(towns).secret_in_clear() == "en-annan-hemlighet"


def test_a_change_is_told_setting_by_setting(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    page = _added(sara, **OWN, secret=SECRET)
    advanced = dict(_row(towns).settings)
    for name in ("issuer", "client_id", "assumed_level"):
        advanced.pop(name)
    advanced["claims"] = {"employee_id": "anstnr"}
    review = sara.submit(page, status=200, advanced=json.dumps(advanced), client_id="armkrok-2")
    rows = review.rows()
    assert "Klient-id armkrok armkrok-2" in rows
    assert any(row.startswith("claims") and "anstnr" in row for row in rows)
    assert len(rows) == 2
    sara.submit(review)
    with scope(towns.organisations["sundby"].pk):
        facts = AuditRow.objects.filter(event="ProviderSaved").latest("at").facts
    assert facts["changed"] == ["claims", "client_id"]
    assert facts["now"][1] == "armkrok-2"


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"issuer": "http://x"}, "https"),
        ({"issuer": ""}, "Skriv utfärdarens adress"),
        ({"secret": ""}, "hemlighet"),
        ({"advanced": "{"}, "inte giltig JSON"),
        ({"advanced": "[]"}, "objekt"),
        ({"advanced": '{"issuer": "https://y"}'}, "eget fält"),
        ({"advanced": '{"secret": "x"}'}, "eget fält"),
        ({"advanced": '{"acepted": []}'}, "acepted"),
    ],
)
def test_what_is_wrong_is_said_at_the_field(
    visit: Visit, towns: Settled, wrong: dict[str, str], text: str
) -> None:
    sara = visit("sara")
    with unchanged(towns):
        page = _asked(sara, "oidc-municipal", **{**OWN, "secret": SECRET, **wrong}, status=422)
    assert text in " ".join(page.problems)


def test_a_key_of_our_own_is_made_and_its_public_half_shown(visit: Visit, towns: Settled) -> None:
    page = _added(
        visit("sara"), "oidc-entra", **{**OWN, "issuer": "https://login.microsoftonline.com/x/v2.0"}
    )
    assert "BEGIN PRIVATE KEY" in _row(towns).secret_in_clear()
    assert "PRIVATE" not in page.html
    (jwks,) = [one for one in page.find("//dd[@class='ak-code']") if '"keys"' in one.text]
    assert "d" not in json.loads(jwks.text)["keys"][0]


def test_saml_tells_of_us_before_it_is_open(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    values = {"name": "AD FS", "idp_entity_id": "https://adfs.sundby.example/trust"}
    values["idp_metadata"] = _metadata(values["idp_entity_id"])
    page = _added(sara, "saml-adfs", **values)
    row = _row(towns)
    assert str(row.pk) in row.settings["sp_entity_id"]
    metadata = sara.get(f"{PAGE}{row.pk}/metadata.xml")
    assert f"/logga-in/saml/{row.pk}/svar/" in metadata.html
    assert "PRIVATE" not in metadata.html + page.html
    birgitta = visit("birgitta")
    birgitta.get(f"/norrvik/installningar/inloggning/{row.pk}/metadata.xml", status=404)
    with unchanged(towns):
        wrong = _asked(sara, "saml-adfs", **{**values, "name": "X", "idp_metadata": "<x/>"}, status=422)
    assert wrong.problems


def _metadata(entity_id: str) -> str:
    certificate = keys.pairs(keys.create("AD FS"))[0].certificate_text
    return (
        f'<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{entity_id}">'
        '<IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
        '<KeyDescriptor use="signing"><KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data>'
        f"<X509Certificate>{certificate}</X509Certificate></X509Data></KeyInfo></KeyDescriptor>"
        '<SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" '
        f'Location="{entity_id}/sso"/></IDPSSODescriptor></EntityDescriptor>'
    )


def test_opened_closed_and_moved(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    page = _added(sara, **OWN, secret=SECRET)
    sara.confirm(page, "/oppna/", press="state=open")
    assert _row(towns).is_open
    offered = ways.ways(towns.organisations["sundby"], EidOrder.Purpose.LOGIN)
    assert "Sundbys inloggning" in [way.name for way in offered]
    elsewhere = ways.ways(towns.organisations["norrvik"], EidOrder.Purpose.LOGIN)
    assert "Sundbys inloggning" not in [way.name for way in elsewhere]
    first = _row(towns).pk
    _added(sara, **{**OWN, "name": "Nummer två"}, secret=SECRET)
    sara.submit(sara.get(PAGE), "/upp/")
    rows = sara.get(PAGE).rows()
    assert [row.split(" OpenID")[0] for row in rows] == ["Nummer två", "Sundbys inloggning"]
    sara.confirm(sara.get(f"{PAGE}{first}/"), "/oppna/", press="state=closed")
    with scope(towns.organisations["sundby"].pk):
        switched = AuditRow.objects.filter(event="ProviderSwitched").order_by("at")
        assert [row.facts["now"] for row in switched] == ["open", "closed"]


def test_the_last_way_in_is_not_closed(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    page = _added(sara, **OWN, secret=SECRET)
    sara.confirm(page, "/oppna/", press="state=open")
    with scope(towns.organisations["sundby"].pk):
        Policy.objects.create(closed_providers=["bankid"])
    address = f"{PAGE}{_row(towns).pk}/oppna/"
    with unchanged(towns):
        assert "kan ingen logga in" in sara.post(address, {"state": "closed"}, status=409).text


def test_one_that_does_not_answer_is_told(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    page = _added(sara, **{**OWN, "issuer": "https://127.0.0.1:1"}, secret=SECRET)
    told = sara.follow(sara.submit(page, "/prova/"))
    assert any("svarar inte" in text for text in told.messages)
    assert "Svarar inte sedan" in sara.get(PAGE).text


@pytest.mark.parametrize(("key", "status"), [("amina", 403), ("vera", 404), ("birgitta", 404)])
def test_only_the_towns_administrator_may(visit: Visit, towns: Settled, key: str, status: int) -> None:
    _added(visit("sara"), **OWN, secret=SECRET)
    row, other = _row(towns), visit(key)
    with unchanged(towns):
        other.get(PAGE, status=status)
        other.post(NEW + "oidc-municipal", {**OWN, "secret": SECRET}, status=status)
        for ending in ("", "oppna/", "upp/", "prova/"):
            other.post(f"{PAGE}{row.pk}/{ending}", {"state": "open"}, status=status)
        other.get(f"{PAGE}{row.pk}/metadata.xml", status=status)


def test_the_other_towns_provider_is_not_there(visit: Visit, towns: Settled) -> None:
    _added(visit("sara"), **OWN, secret=SECRET)
    row, birgitta = _row(towns), visit("birgitta")
    with unchanged(towns):
        birgitta.get(f"/norrvik/installningar/inloggning/{row.pk}/", status=404)
        birgitta.post(f"/norrvik/installningar/inloggning/{row.pk}/oppna/", {"state": "open"}, status=404)
