"""The register spoken to over the wire, and what of its answers is believed."""

from pathlib import Path

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from django.conf import settings
from joserfc import jwt
from joserfc.jwk import RSAKey

from armkrok.core.mandates import minaombud
from armkrok.core.mandates.codes import FaultyCodes, Meaning, codes
from armkrok.core.mandates.errors import SourceSilent
from armkrok.core.mandates.minaombud import MinaOmbud, Reached
from armkrok.core.mandates.sources import source
from armkrok.kit.days import today
from armkrok.site.towns import person
from tests.support.mandates import GUARDIAN, Mandates
from tests.support.simulators import free_port, running

FIRM = {"number": "5599999991", "kind": "orgnr", "name": "Bergs Bygg AB"}


def _put(mandates: Mandates, **changed: object) -> None:
    told = {
        "id": "0e2b2a5e-2f53-4b92-9d4f-9c3a5d7e1f10", "reference": "MOF0000000099", "code": "fullmakt",
        "holder": {"number": person("vera").number, "kind": "pnr", "name": "Främling"},
        "principal": FIRM, "begins": "2020-01-01", "ends": None, "level": "aktiv",
    }  # fmt: skip
    httpx.post(f"{mandates.url}/control/mandates", json=told | changed).raise_for_status()


def _references(key: str) -> list[str]:
    asked = source()
    assert asked
    return [one.reference for one in asked.rights_of(person(key).number)]


def test_a_right_with_its_days(mandates: Mandates) -> None:
    asked = source()
    assert asked
    (found,) = asked.rights_of(person("ingrid").number)
    assert (found.number, found.name, found.kind) == (person("sven").number, "Sven Olsson", "guardian")
    assert (found.reference, found.is_person, found.valid_until) == (GUARDIAN, True, None)
    assert found.valid_from
    assert found.valid_from < today()


@pytest.mark.parametrize(
    "changed",
    [{"level": "passiv"}, {"code": "okänd"}, {"begins": "2999-01-01"}, {"ends": "2020-02-02"}],
)
def test_what_is_no_right_today_is_left_out(mandates: Mandates, changed: dict[str, str]) -> None:
    _put(mandates)
    assert _references("vera") == ["MOF0000000099"]
    _put(mandates, **changed)
    assert _references("vera") == []


@pytest.mark.parametrize("fault", ["down", "garbage", "unauthorized"])
def test_no_answer_is_no_right_and_no_news(mandates: Mandates, fault: str) -> None:
    mandates.fail(fault)
    with pytest.raises(SourceSilent) as refused:
        _references("ingrid")
    assert person("ingrid").number not in str(refused.value)


def test_somebody_else_s_answer_is_not_believed(mandates: Mandates) -> None:
    mandates.fail("other")
    with pytest.raises(SourceSilent):
        _references("ingrid")


def test_a_slow_register_is_given_up(mandates: Mandates, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minaombud, "PATIENCE", 0.3)
    mandates.fail("slow")
    with pytest.raises(SourceSilent):
        _references("ingrid")


def test_many_slow_answers_are_given_up(mandates: Mandates, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(minaombud, "LONGEST", -1.0)
    with pytest.raises(SourceSilent, match="too slow"):
        _references("ingrid")


def test_mutual_tls(mandates: Mandates, tmp_path: Path) -> None:
    port = free_port()
    with running("armkrok.simulators.mandates", tmp_path, "--tls-port", str(port)) as plain:
        keys = tmp_path / "tls"
        reached = Reached(
            url=f"https://127.0.0.1:{port}/dfm/formedlare/v1", third_party="2120009903", service_name="prov",
            token_url=f"{plain}/oauth2/token", client_id="a", client_secret="b",
            tls_root=f"{keys}/root.pem", certificate=f"{keys}/client.pem", key=f"{keys}/client.key",
        )  # fmt: skip
        assert MinaOmbud(reached, {}).rights_of(person("ingrid").number) == []
        bare = Reached(**{**vars(reached), "certificate": "", "key": ""})
        with pytest.raises(SourceSilent):
            MinaOmbud(bare, {}).rights_of(person("ingrid").number)


def test_who_asks_is_signed(tmp_path: Path) -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    path = tmp_path / "key.pem"
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    reached = Reached(
        "https://x.example", "2120009903", "prov", user_key=str(path), user_issuer="https://vi.example"
    )
    told = jwt.decode(
        minaombud._user_token(reached, person("ingrid").number), RSAKey.import_key(path.read_bytes())
    )
    assert told.header["alg"] == "RS256"
    assert told.header["kid"]
    assert told.claims["https://claims.oidc.se/1.0/personalNumber"] == person("ingrid").number
    assert told.claims["iss"] == "https://vi.example"
    assert told.claims["exp"] - told.claims["iat"] == 300


def test_codes_say_kind_and_services() -> None:
    found = codes("god-man=guardian, bygg=proxy/permits+signing")
    assert found == {"god-man": Meaning("guardian"), "bygg": Meaning("proxy", ("permits", "signing"))}
    for faulty in ("x", "x=", "=proxy", "x=kung"):
        with pytest.raises(FaultyCodes):
            codes(faulty)


def test_the_settings_own_codes_can_be_read() -> None:
    assert {one.kind for one in codes(settings.MANDATES["codes"]).values()} == {
        "guardian", "administrator", "custodian", "signatory", "proxy",
    }  # fmt: skip


def test_two_codes_of_one_mandate_add_up() -> None:
    asked = MinaOmbud(Reached("", "", ""), codes("a=proxy/x,b=proxy/y,c=proxy"))
    one = "0e2b2a5e-2f53-4b92-9d4f-9c3a5d7e1f10"

    def services(*wanted: str) -> tuple[str, ...]:
        rows = [{"kod": code, "typ": "aktiv", "fullmakt": one} for code in wanted]
        (found,) = asked._meanings({"behorigheter": rows}).values()
        return found

    assert services("a", "b") == ("x", "y")
    assert services("a", "c") == services("c", "a") == ()
