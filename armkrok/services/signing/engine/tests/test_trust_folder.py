"""Trust lists as files: certificates, EU lists signed by their operator, and lists that do not read."""

from __future__ import annotations

import logging
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from lxml import etree
from signxml import methods
from signxml.xades.xades import XAdESSigner

from armkrok.services.signing.engine.tests.authorities import StampingAuthority, Town
from armkrok.services.signing.engine.tests.conftest import SignAll
from armkrok.services.signing.engine.timestamp import Timestamper
from armkrok.services.signing.engine.trust_folder import OPERATORS, read_folder, trust_from_folder
from armkrok.services.signing.engine.validation.validate import validate

_GRANTED = "http://uri.etsi.org/TrstSvc/TrustedList/Svcstatus/granted"
_TYPES = {
    "CA/QC": "http://uri.etsi.org/TrstSvc/Svctype/CA/QC",
    "TSA/QTST": "http://uri.etsi.org/TrstSvc/Svctype/TSA/QTST",
}


class Operator:
    """Who keeps and signs a list."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(65537, 2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Listutgivaren")])
        start = datetime.now(UTC) - timedelta(days=1)
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(self.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(start)
            .not_valid_after(start + timedelta(days=100))
            .sign(self.key, hashes.SHA256())
        )

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)

    def signed(self, text: str) -> bytes:
        signer = XAdESSigner(
            method=methods.enveloped,
            signature_algorithm="rsa-sha256",
            digest_algorithm="sha256",
            c14n_algorithm="http://www.w3.org/2006/12/xml-c14n11",
        )
        root = signer.sign(etree.fromstring(text.encode()), key=self.key, cert=[self.certificate])
        return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8"))


def listed(*services: tuple[str, x509.Certificate], until: datetime | None = None) -> str:
    """A small trusted list."""
    until = until or datetime.now(UTC) + timedelta(days=30)
    entries = "".join(
        f"""<TSPService><ServiceInformation>
        <ServiceTypeIdentifier>{_TYPES[kind]}</ServiceTypeIdentifier>
        <ServiceName><Name xml:lang="sv">Tjänst</Name></ServiceName>
        <ServiceDigitalIdentity><DigitalId><X509Certificate>{_base64(one)}</X509Certificate></DigitalId>
        </ServiceDigitalIdentity><ServiceStatus>{_GRANTED}</ServiceStatus>
        <StatusStartingTime>2020-01-01T00:00:00Z</StatusStartingTime>
        </ServiceInformation></TSPService>"""
        for kind, one in services
    )
    return f"""<TrustServiceStatusList xmlns="http://uri.etsi.org/02231/v2#"
        TSLTag="http://uri.etsi.org/19612/TSLTag"><SchemeInformation>
        <TSLVersionIdentifier>5</TSLVersionIdentifier><TSLSequenceNumber>1</TSLSequenceNumber>
        <TSLType>http://uri.etsi.org/TrstSvc/TrustedList/TSLType/EUgeneric</TSLType>
        <SchemeOperatorName><Name xml:lang="sv">Post- och telestyrelsen</Name></SchemeOperatorName>
        <SchemeTerritory>SE</SchemeTerritory>
        <ListIssueDateTime>2026-01-01T00:00:00Z</ListIssueDateTime>
        <NextUpdate><dateTime>{until:%Y-%m-%dT%H:%M:%SZ}</dateTime></NextUpdate></SchemeInformation>
        <TrustServiceProviderList><TrustServiceProvider>
        <TSPInformation><TSPName><Name xml:lang="sv">Leverantör</Name></TSPName></TSPInformation>
        <TSPServices>{entries}</TSPServices></TrustServiceProvider></TrustServiceProviderList>
        </TrustServiceStatusList>"""


def _base64(certificate: x509.Certificate) -> str:
    return b64encode(certificate.public_bytes(serialization.Encoding.DER)).decode()


@pytest.fixture(scope="module")
def operator() -> Operator:
    return Operator()


@pytest.fixture
def folder(tmp_path: Path, operator: Operator) -> Path:
    made = tmp_path / "trust"
    (made / OPERATORS).mkdir(parents=True)
    (made / OPERATORS / "pts.pem").write_bytes(operator.pem)
    return made


def test_eu_list_says_whose_it_is(
    folder: Path, operator: Operator, town: Town, stamping: StampingAuthority, timestamper: Timestamper,
    sign_all: SignAll,
) -> None:  # fmt: skip
    text = listed(("CA/QC", town.issuing.certificate), ("TSA/QTST", stamping.certificate))
    (folder / "se.xml").write_bytes(operator.signed(text))
    (read,) = read_folder(folder)
    assert (read.problem, read.checked) == ("", True)
    report = validate(sign_all(timestamper=timestamper), trust_from_folder(folder))
    assert report.verdict == "valid"
    assert {one.trusted_by for one in report.signatures} == {"EU-listan SE, Post- och telestyrelsen"}
    assert {one.trusted.answer for one in report.signatures} == {"yes"}


@pytest.mark.parametrize(
    ("damage", "problem"),
    [
        (lambda text: text.replace(b"Tj\xc3\xa4nst", b"Annan."), "wrong_signature"),
        (lambda text: text[: len(text) // 2], "not_a_list"),
        (lambda text: b"<html/>", "not_a_list"),
        (lambda text: b"\x00\xff", "unreadable"),
    ],
)
def test_faulty_list_keeps_the_old_one(
    folder: Path,
    operator: Operator,
    town: Town,
    caplog: pytest.LogCaptureFixture,
    damage: object,
    problem: str,
) -> None:
    path = folder / "se.xml"
    good = operator.signed(listed(("CA/QC", town.issuing.certificate)))
    path.write_bytes(good)
    before = trust_from_folder(folder)
    with caplog.at_level(logging.ERROR):
        path.write_bytes(damage(good))  # type: ignore[operator]
        (read,) = read_folder(folder)
    assert trust_from_folder(folder) == before
    assert read.problem.startswith(problem) or problem == "unreadable"
    assert read.problem
    assert "se.xml" in caplog.text
    path.write_bytes(good + b"\n")
    assert read_folder(folder)[0].problem == ""


def test_faulty_from_the_start_is_refused(folder: Path, operator: Operator, town: Town) -> None:
    (folder / "se.xml").write_bytes(listed(("CA/QC", town.issuing.certificate)).encode())  # not signed
    with pytest.raises(ValueError, match=r"se\.xml: wrong_signature"):
        trust_from_folder(folder)


def test_unsigned_list_without_operators(tmp_path: Path, town: Town) -> None:
    (tmp_path / "se.xml").write_text(listed(("CA/QC", town.issuing.certificate)))
    (read,) = read_folder(tmp_path)
    assert (read.problem, read.checked) == ("", False)


def test_list_that_is_out_of_date(folder: Path, operator: Operator, town: Town) -> None:
    old = listed(("CA/QC", town.issuing.certificate), until=datetime.now(UTC) - timedelta(days=1))
    (folder / "se.xml").write_bytes(operator.signed(old))
    assert read_folder(folder)[0].problem == "out_of_date"


def test_certificates_that_do_not_read_keep_the_old_ones(tmp_path: Path, town: Town) -> None:
    path = tmp_path / "sundby.pem"
    path.write_bytes(town.root.certificate.public_bytes(serialization.Encoding.PEM))
    before = trust_from_folder(tmp_path)
    path.write_bytes(b"-----BEGIN CERTIFICATE-----\nnej\n-----END CERTIFICATE-----\n")
    assert trust_from_folder(tmp_path) == before
    assert read_folder(tmp_path)[0].problem == "not_certificates"
