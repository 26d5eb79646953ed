"""The time-stamp authority: RFC 3161 as two other implementations understand it."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from asn1crypto import tsp
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID

from armkrok.simulators.tests.conftest import Running, started

TYPE = {"Content-Type": "application/timestamp-query"}
POLICY = "1.2.3.4.100"


def query(**changes: Any) -> bytes:
    """A request as DER; `changes` replace the ordinary members."""
    algorithm = changes.pop("algorithm", "sha256")
    digest = changes.pop("digest", hashlib.new(algorithm, b"minutes").digest())
    imprint = {"hash_algorithm": {"algorithm": algorithm}, "hashed_message": digest}
    ordinary = {"version": "v1", "message_imprint": imprint, "nonce": 2**63 + 17, "cert_req": True}
    encoded: bytes = tsp.TimeStampReq(ordinary | changes).dump()
    return encoded


def stamp(tsa: Running, data: bytes) -> Any:
    """The response, parsed; the token's fields are read from it."""
    response = tsa.http.post("/", content=data, headers=TYPE)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/timestamp-reply"
    return tsp.TimeStampResp.load(response.content, strict=True)


def info_of(answer: Any) -> Any:
    """The TSTInfo of a granted response."""
    assert answer["status"]["status"].native == "granted"
    content = answer["time_stamp_token"]["content"]["encap_content_info"]
    assert content["content_type"].native == "tst_info"
    return content["content"].parsed


@pytest.mark.parametrize("algorithm", ["sha256", "sha384", "sha512"])
@pytest.mark.parametrize("nonce", [0, 1, 127, 128, 255, 2**63, 2**159 + 5])
def test_a_token_repeats_what_was_asked(tsa: Running, algorithm: str, nonce: int) -> None:
    info = info_of(stamp(tsa, query(algorithm=algorithm, nonce=nonce)))
    imprint = info["message_imprint"].native
    assert imprint["hash_algorithm"]["algorithm"] == algorithm
    assert imprint["hashed_message"] == hashlib.new(algorithm, b"minutes").digest()
    assert info["nonce"].native == nonce
    assert info["policy"].native == POLICY
    assert info["accuracy"].native["seconds"] == 1
    assert abs(datetime.now(UTC) - info["gen_time"].native) < timedelta(seconds=10)


def test_the_token_is_signed_by_the_unit(tsa: Running) -> None:
    signed = stamp(tsa, query())["time_stamp_token"]["content"]
    assert signed["version"].native == "v3"
    (certificate,) = signed["certificates"]
    unit = x509.load_der_x509_certificate(certificate.dump())
    root = x509.load_pem_x509_certificate((tsa.home / "root.pem").read_bytes())
    unit.verify_directly_issued_by(root)
    (signer,) = signed["signer_infos"]
    attributes = {item["type"].native: item["values"][0] for item in signer["signed_attrs"]}
    info = signed["encap_content_info"]["content"].contents
    assert attributes["content_type"].native == "tst_info"
    assert attributes["message_digest"].native == hashlib.sha256(info).digest()
    named = attributes["signing_certificate_v2"].native["certs"][0]
    assert named["cert_hash"] == hashlib.sha256(certificate.dump()).digest()
    assert named["issuer_serial"]["serial_number"] == unit.serial_number
    key = unit.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    tbs = b"\x31" + signer["signed_attrs"].dump()[1:]
    key.verify(signer["signature"].native, tbs, ec.ECDSA(hashes.SHA256()))


def test_the_unit_may_only_stamp(tsa: Running) -> None:
    signed = stamp(tsa, query())["time_stamp_token"]["content"]
    unit = x509.load_der_x509_certificate(signed["certificates"][0].dump())
    usage = unit.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    assert usage.critical
    assert list(usage.value) == [ExtendedKeyUsageOID.TIME_STAMPING]
    points = unit.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    assert points[0].full_name is not None
    assert points[0].full_name[0].value == f"{tsa.url}/tsa.crl"


def test_the_certificate_is_left_out_unless_asked_for(tsa: Running) -> None:
    answer = stamp(tsa, query(cert_req=False))
    assert not answer["time_stamp_token"]["content"]["certificates"]
    without_nonce = {"version": "v1", "message_imprint": tsp.TimeStampReq.load(query())["message_imprint"]}
    assert info_of(stamp(tsa, tsp.TimeStampReq(without_nonce).dump()))["nonce"].native is None


def test_serial_numbers_are_unique(tsa: Running) -> None:
    numbers = {info_of(stamp(tsa, query()))["serial_number"].native for _ in range(20)}
    assert len(numbers) == 20


@pytest.mark.parametrize(
    ("data", "failure"),
    [
        (b"", "bad_data_format"),
        (b"hello", "bad_data_format"),
        (query() + b"\x00", "bad_data_format"),
        (query(digest=b"short"), "bad_data_format"),
        (query(algorithm="sha1"), "bad_alg"),
        (query(algorithm="md5"), "bad_alg"),
        (query(version="v2"), "bad_request"),
        (query(req_policy="1.2.3.4.5.6"), "unaccepted_policy"),
        (
            query(extensions=[{"extn_id": "1.2.3.4", "critical": False, "extn_value": b"x"}]),
            "unaccepted_extensions",
        ),
    ],
)
def test_bad_requests_are_rejected_with_the_reason(tsa: Running, data: bytes, failure: str) -> None:
    response = tsa.http.post("/", content=data, headers=TYPE)
    assert response.status_code == 200
    status = rejected_status(response.content)
    assert status["status"].native == "rejection"
    assert status["fail_info"].native == {failure}
    assert status["status_string"][0].native


def rejected_status(data: bytes) -> Any:
    """The status of a response that must have no token."""
    from asn1crypto import core

    outer = core.SequenceOf.load(data, spec=tsp.PKIStatusInfo, strict=True)
    assert len(outer) == 1
    return outer[0]


def test_the_named_policy_is_accepted(tsa: Running) -> None:
    assert info_of(stamp(tsa, query(req_policy=POLICY)))["policy"].native == POLICY


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("GET", TYPE, 405),
        ("PUT", TYPE, 405),
        ("POST", {"Content-Type": "application/json"}, 415),
        ("POST", {}, 415),
    ],
)
def test_http_manners(tsa: Running, method: str, headers: dict[str, str], status: int) -> None:
    assert tsa.http.request(method, "/", content=query(), headers=headers).status_code == status


def test_the_revocation_list_is_the_roots(tsa: Running) -> None:
    response = tsa.http.get("/tsa.crl")
    crl = x509.load_der_x509_crl(response.content)
    root = x509.load_pem_x509_certificate((tsa.home / "root.pem").read_bytes())
    key = root.public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert crl.is_signature_valid(key)
    assert crl.issuer == root.subject
    assert crl.next_update_utc is not None
    assert crl.next_update_utc > datetime.now(UTC)
    assert x509.load_der_x509_certificate(tsa.http.get("/root.cer").content) == root


class TestFaults:
    """What a client must survive."""

    def test_down(self, tsa: Running) -> None:
        tsa.post("/control/faults", fault="down", count=1)
        assert tsa.http.post("/", content=query(), headers=TYPE).status_code == 503
        assert info_of(stamp(tsa, query()))

    def test_slow(self, tsa: Running) -> None:
        tsa.post("/control/faults", fault="slow", seconds=0.5, count=1)
        with pytest.raises(httpx.ReadTimeout):
            tsa.http.post("/", content=query(), headers=TYPE, timeout=0.1)

    def test_wrong_nonce(self, tsa: Running) -> None:
        tsa.post("/control/faults", fault="wrongNonce", count=1)
        assert info_of(stamp(tsa, query(nonce=7)))["nonce"].native == 8

    def test_wrong_imprint(self, tsa: Running) -> None:
        tsa.post("/control/faults", fault="wrongImprint", count=1)
        digest = info_of(stamp(tsa, query()))["message_imprint"]["hashed_message"].native
        assert digest != hashlib.sha256(b"minutes").digest()

    def test_reject_and_garbage(self, tsa: Running) -> None:
        tsa.post("/control/faults", fault="reject", count=1)
        response = tsa.http.post("/", content=query(), headers=TYPE)
        assert rejected_status(response.content)["fail_info"].native == {"time_not_available"}
        tsa.post("/control/faults", fault="garbage", count=1)
        assert tsa.http.post("/", content=query(), headers=TYPE).content.startswith(b"<html>")

    def test_a_wrong_switch_is_refused(self, tsa: Running) -> None:
        assert tsa.http.post("/control/faults", json={"fault": "sulky"}).status_code == 400


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_openssl_accepts_the_token(tsa: Running, tmp_path: Path) -> None:
    (tmp_path / "q.tsq").write_bytes(query())
    (tmp_path / "r.tsr").write_bytes(tsa.http.post("/", content=query(), headers=TYPE).content)
    named = ["-queryfile", "q.tsq", "-in", "r.tsr", "-CAfile", str(tsa.home / "root.pem")]
    command = ["openssl", "ts", "-verify", *named]
    ended = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=20, check=False)
    assert "Verification: OK" in ended.stdout + ended.stderr


def test_keys_are_kept_and_the_address_follows_the_port(tmp_path: Path) -> None:
    with started("armkrok.simulators.tsa", tmp_path) as first:
        root = (tmp_path / "root.pem").read_bytes()
        before = stamp(first, query())["time_stamp_token"]["content"]["certificates"][0].dump()
    public = "https://tidsstampel.example"
    with started("armkrok.simulators.tsa", tmp_path, "--public-url", public) as second:
        assert (tmp_path / "root.pem").read_bytes() == root
        after = stamp(second, query())["time_stamp_token"]["content"]["certificates"][0].dump()
    assert before != after
    assert f"{public}/tsa.crl".encode() in after
    assert {path.stat().st_mode & 0o077 for path in (tmp_path / "keys").glob("*.key")} == {0}
