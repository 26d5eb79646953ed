"""What anybody may fetch: lists and certificates, as openssl reads them, cached for a while."""

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from pytest_django.fixtures import Settings

from armkrok.services.signing import issuing, keys
from armkrok.services.signing.engine import SignerIdentity, issue_signer
from armkrok.services.signing.engine.keystore import public_key_of
from armkrok.site.settling import Settled
from tests.support.people import Visit, inside

TOWN = "/sundby/underskrift/certifikat/"
ADDRESSES = {
    f"{TOWN}utfardare.crl": "application/pkix-crl",
    f"{TOWN}utfardare.cer": "application/pkix-cert",
    "/certifikat/rot.crl": "application/pkix-crl",
    "/certifikat/rot.cer": "application/pkix-cert",
}


@pytest.fixture(autouse=True)
def _own_keys(tmp_path: Path, settings: Settings) -> None:
    settings.KEYS, settings.TRUST = tmp_path / "keys", tmp_path / "trust"
    keys.forget()


def _openssl(*words: str, into: bytes = b"") -> str:
    done = subprocess.run(["openssl", *words], input=into, capture_output=True, check=True)
    return (done.stdout + done.stderr).decode()


def test_openssl_reads_and_trusts_all_of_it(visit: Visit, towns: Settled, tmp_path: Path) -> None:
    with inside(towns, "sara") as sara:
        authority = issuing.issuer()
        person = SignerIdentity("Amina Karlsson", "AK-1")
        signer = issue_signer(authority, person, issuing.published(sara.organisation)).certificate  # type: ignore[arg-type]
    fetched = {name: visit().client.get(name) for name in ADDRESSES}
    for name, response in fetched.items():
        assert response.status_code == 200
        assert response.headers["Content-Type"] == ADDRESSES[name]
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        (tmp_path / name.rpartition("/")[2]).write_bytes(response.content)
    for kind, name in (
        ("crl", "utfardare.crl"),
        ("crl", "rot.crl"),
        ("x509", "utfardare.cer"),
        ("x509", "rot.cer"),
    ):
        out = str(tmp_path / f"{name}.pem")
        _openssl(kind, "-inform", "DER", "-in", str(tmp_path / name), "-out", out)
    both = tmp_path / "listor.pem"
    both.write_bytes(b"".join((tmp_path / f"{one}.crl.pem").read_bytes() for one in ("utfardare", "rot")))
    for issuer, listed in (("utfardare", "utfardare"), ("rot", "rot")):
        words = ("-CAfile", str(tmp_path / f"{issuer}.cer.pem"), "-in", str(tmp_path / f"{listed}.crl.pem"))
        assert "verify OK" in _openssl("crl", "-noout", *words)
    (tmp_path / "amina.pem").write_bytes(signer.public_bytes(Encoding.PEM))
    chain = ("-CAfile", str(tmp_path / "rot.cer.pem"), "-untrusted", str(tmp_path / "utfardare.cer.pem"))
    told = _openssl("verify", "-crl_check_all", "-CRLfile", str(both), *chain, str(tmp_path / "amina.pem"))
    assert told.strip().endswith("OK")
    assert public_key_of(signer).curve.name == "secp256r1"


def test_caches_may_keep_it_and_ask_again(visit: Visit, towns: Settled) -> None:
    with inside(towns, "sara"):
        issuing.issuer()
    for name in ADDRESSES:
        first = visit().client.get(name)
        assert "public" in first.headers["Cache-Control"]
        seconds = int(first.headers["Cache-Control"].partition("max-age=")[2].partition(",")[0])
        assert 0 < seconds <= 3600
        assert "Set-Cookie" not in first.headers
        again = visit().client.get(name, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_before_there_is_a_root_there_is_nothing(visit: Visit, towns: Settled) -> None:
    for name in ADDRESSES:
        assert visit().client.get(name).status_code == 404
        assert not list(issuing.root_certificate_path().parent.glob("*"))
