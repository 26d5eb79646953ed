"""The ceremony around the root: two folders play two machines, and nothing is overwritten."""

import os
import re
import subprocess
from argparse import Namespace
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pytest_django.fixtures import Settings

from armkrok.core.tenants.scope import scope
from armkrok.services.signing import installing, issuing, keys
from armkrok.services.signing.engine import KeyUnavailable, SignerIdentity, issue_signer
from armkrok.services.signing.errors import CertificateRefused, IssuerExpired, KeysUnavailable, NoIssuer
from armkrok.services.signing.models import IssuingAuthority
from armkrok.site.cli import keys as offline
from armkrok.site.cli import keys_on_server as server
from armkrok.site.cli.main import parser
from armkrok.site.cli.place import Stop
from armkrok.site.settling import Settled
from tests.support.softhsm import PIN, SoftHsm

Say = Callable[..., str]


@pytest.fixture(autouse=True)
def machines(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A server in production without any keys, and an empty folder on the offline machine."""
    settings.PRODUCTION = True
    settings.KEYS, settings.TRUST = tmp_path / "server" / "keys", tmp_path / "server" / "trust"
    monkeypatch.setenv("ARMKROK_ROOT_PASSPHRASE", "fyra ord på papper")
    keys.forget()
    yield tmp_path
    keys.forget()


@pytest.fixture
def say(machines: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Say:
    """`say("root")`: a line at the keyboard of either machine; gives what the command prints."""
    monkeypatch.chdir(machines)

    def say(line: str, *more: str) -> str:
        words = ["keys", *line.split(), *more]
        wanted: Namespace = parser().parse_args(words)
        ceremony = server.run if wanted.deed in {"request", "install"} else offline.command
        assert ceremony(wanted) == 0
        return capsys.readouterr().out

    return say


@pytest.fixture
def rooted(say: Say) -> Say:
    """The root is made and known to the server."""
    say("root --folder rot --owner Kommunalförbundet")
    say("install rot/armkrok-root.pem")
    say("install rot/root.crl")
    return say


def _issued(say: Say, *more: str) -> None:
    say("request --organisation sundby --out sundby.csr", *more)
    say("issue sundby.csr --folder rot --out sundby.pem --yes")
    say("install sundby.pem --organisation sundby")


def _signs(towns: Settled) -> x509.Certificate:
    organisation = towns.organisations["sundby"]
    with scope(organisation.pk):
        authority = issuing.issuer()
        person = SignerIdentity("Amina Karlsson", "AK-1")
        return issue_signer(authority, person, issuing.published(organisation)).certificate


@pytest.mark.parametrize("place", ["file", "pkcs11"])
def test_the_whole_ceremony(
    place: str,
    rooted: Say,
    towns: Settled,
    settings: Settings,
    machines: Path,
    request: pytest.FixtureRequest,
) -> None:
    if place == "pkcs11":
        settings.PKCS11 = vars(request.getfixturevalue("softhsm").settings())
    with scope(towns.organisations["sundby"].pk), pytest.raises(NoIssuer):
        issuing.issuer()
    asked = rooted("request --organisation sundby --out sundby.csr")
    shown = rooted("issue sundby.csr --folder rot --out sundby.pem --yes")
    (identifier,) = set(re.findall(r"[0-9a-f]{40}", asked))
    assert identifier in shown
    assert "Sundby kommun underskrifter" in shown
    rooted("install sundby.pem --organisation sundby")
    certificate = _signs(towns)
    with scope(towns.organisations["sundby"].pk):
        authority = issuing.issuer()
    certificate.verify_directly_issued_by(authority.certificate)
    stored = list((machines / "server" / "keys" / "issuing").glob("*.pem"))
    assert len(stored) == (1 if place == "file" else 0)
    assert not list((machines / "server").rglob("root-key.pem"))
    signer = machines / "amina.pem"
    signer.write_bytes(certificate.public_bytes(Encoding.PEM))
    bundle = ["-CAfile", "rot/armkrok-root.pem", "-untrusted", "sundby.pem", str(signer)]
    told = subprocess.run(
        ["openssl", "verify", *bundle], capture_output=True, text=True, cwd=machines, check=True
    )
    assert told.stdout.strip().endswith("OK")


def test_a_dry_run_changes_nothing(say: Say, machines: Path, towns: Settled) -> None:
    before = sorted(machines.rglob("*"))
    assert "Provkörning" in say("root --folder rot --dry-run")
    assert "Provkörning" in say("request --organisation sundby --dry-run")
    assert sorted(machines.rglob("*")) == before
    say("root --folder rot")
    assert "Provkörning" in say("install rot/armkrok-root.pem --dry-run")
    assert not issuing.root_certificate_path().exists()
    say("request --organisation sundby --out sundby.csr")
    files = {path: path.read_bytes() for path in (machines / "rot").iterdir()}
    assert "Provkörning" in say("issue sundby.csr --folder rot --out sundby.pem --dry-run")
    assert "Provkörning" in say("crl --folder rot --dry-run")
    assert {path: path.read_bytes() for path in (machines / "rot").iterdir()} == files
    assert not (machines / "sundby.pem").exists()


def test_nothing_is_overwritten(rooted: Say, machines: Path, towns: Settled) -> None:
    key = (machines / "rot" / "root-key.pem").read_bytes()
    with pytest.raises(Stop, match="finns redan"):
        rooted("root --folder rot")
    assert (machines / "rot" / "root-key.pem").read_bytes() == key
    rooted("root --folder annan")
    with pytest.raises(Stop, match="finns redan ett rotcertifikat"):
        rooted("install annan/armkrok-root.pem")
    with pytest.raises(Stop, match="inte från vår rot"):
        rooted("install annan/root.crl")
    _issued(rooted)
    with pytest.raises(Stop, match="finns redan"):
        rooted("issue sundby.csr --folder rot --out sundby.pem --yes")
    with pytest.raises(Stop, match="har redan en utfärdare"):
        rooted("request --organisation sundby --out igen.csr")


def test_keys_of_the_root_are_for_their_owner(rooted: Say, machines: Path) -> None:
    path = machines / "rot" / "root-key.pem"
    assert path.stat().st_mode & 0o777 == 0o600
    assert b"ENCRYPTED" in path.read_bytes()


def test_a_wrong_or_short_passphrase(rooted: Say, monkeypatch: pytest.MonkeyPatch, machines: Path) -> None:
    monkeypatch.setenv("ARMKROK_ROOT_PASSPHRASE", "ett helt annat ord")
    ledger = (machines / "rot" / "ledger.json").read_bytes()
    with pytest.raises(Stop, match="Lösenfrasen är fel"):
        rooted("crl --folder rot")
    assert (machines / "rot" / "ledger.json").read_bytes() == ledger
    monkeypatch.setenv("ARMKROK_ROOT_PASSPHRASE", "kort")
    with pytest.raises(Stop, match="för kort"):
        rooted("root --folder ny")
    assert not (machines / "ny").exists()


def test_without_a_yes_nothing_is_signed(
    rooted: Say, machines: Path, towns: Settled, monkeypatch: pytest.MonkeyPatch
) -> None:
    rooted("request --organisation sundby --out sundby.csr")
    monkeypatch.setattr("sys.stdin", open(os.devnull))  # noqa: PTH123, SIM115 (nobody at the keyboard)
    with pytest.raises(Stop, match="Avbrutet"):
        rooted("issue sundby.csr --folder rot --out sundby.pem")
    assert not (machines / "sundby.pem").exists()


def test_only_the_right_certificate_is_taken_in(rooted: Say, machines: Path, towns: Settled) -> None:
    _issued(rooted)
    with pytest.raises(Stop, match="något annat än den organisationens"):
        rooted("install sundby.pem --organisation norrvik")
    rooted("root --folder annan")
    rooted("request --organisation norrvik --out norrvik.csr")
    rooted("issue norrvik.csr --folder annan --out norrvik.pem --yes")
    with pytest.raises(Stop, match="leder inte till vår rot"):
        rooted("install norrvik.pem --organisation norrvik")
    with scope(towns.organisations["norrvik"].pk):
        assert not IssuingAuthority.objects.exists()


def test_a_certificate_whose_key_is_elsewhere(rooted: Say, machines: Path, towns: Settled) -> None:
    rooted("request --organisation sundby --out sundby.csr")
    rooted("issue sundby.csr --folder rot --out sundby.pem --yes")
    for path in (machines / "server" / "keys" / "issuing").iterdir():
        path.unlink()
    with pytest.raises(Stop, match="går inte att nå"):
        rooted("install sundby.pem --organisation sundby")
    with scope(towns.organisations["sundby"].pk):
        assert not IssuingAuthority.objects.exists()


def test_what_is_no_request(rooted: Say, machines: Path, towns: Settled) -> None:
    (machines / "skräp.csr").write_text("inte en begäran")
    with pytest.raises(Stop, match="ingen begäran"):
        rooted("issue skräp.csr --folder rot --yes")
    with pytest.raises(Stop, match="går inte att läsa"):
        rooted("issue borta.csr --folder rot --yes")
    with pytest.raises(Stop, match="ingen organisation"):
        rooted("request --organisation ingenstans")


def test_renewal_after_the_authority_has_expired(
    rooted: Say, machines: Path, towns: Settled, caplog: pytest.LogCaptureFixture
) -> None:
    """Refused with a sentence and told in the log; renewed on the same key, it signs again."""
    rooted("request --organisation sundby --out sundby.csr")
    rooted("issue sundby.csr --folder rot --out sundby.pem --yes --years 1")
    rooted("install sundby.pem --organisation sundby")
    organisation = towns.organisations["sundby"]
    with pytest.MonkeyPatch.context() as later, scope(organisation.pk):
        end = issuing.issuer().certificate.not_valid_after_utc
        later.setattr(issuing, "now", lambda: end)
        with pytest.raises(IssuerExpired) as refused:
            issuing.issuer()
        assert "har gått ut" in str(refused.value.text)
        assert "issuing authority has expired" in caplog.text
    old = _signs(towns)
    rooted("request --organisation sundby --renew --out nytt.csr")
    rooted("issue nytt.csr --folder rot --out nytt.pem --yes")
    rooted("install nytt.pem --organisation sundby")
    with scope(organisation.pk):
        renewed = issuing.issuer().certificate
    assert renewed.not_valid_after_utc > end
    old.verify_directly_issued_by(renewed)  # the same key, so old lists and signatures hold
    _signs(towns).verify_directly_issued_by(renewed)


def test_the_root_revokes(rooted: Say, machines: Path, towns: Settled) -> None:
    _issued(rooted)
    serial = x509.load_pem_x509_certificates((machines / "sundby.pem").read_bytes())[0].serial_number
    old = (machines / "rot" / "root.crl").read_bytes()
    rooted(f"crl --folder rot --revoke {serial:x} --reason cessation_of_operation --yes")
    rooted("install rot/root.crl")
    published = x509.load_der_x509_crl(installing.root_list_path().read_bytes())
    entry = published.get_revoked_certificate_by_serial_number(serial)
    assert entry is not None
    assert (
        entry.extensions.get_extension_for_class(x509.CRLReason).value.reason.name == "cessation_of_operation"
    )
    (machines / "gammal.crl").write_bytes(old)
    with pytest.raises(Stop, match="nyare"):
        rooted("install gammal.crl")
    with pytest.raises(Stop, match="redan spärrat"):
        rooted(f"crl --folder rot --revoke {serial:x} --yes")
    with pytest.raises(Stop, match="inte utfärdat"):
        rooted("crl --folder rot --revoke ABC123 --yes")


def test_the_platforms_own_seal(rooted: Say, machines: Path) -> None:
    rooted("request --platform --out plattformen.csr")
    assert "stämpel" in rooted("issue plattformen.csr --folder rot --out plattformen.pem --yes --years 3")
    rooted("install plattformen.pem")
    first = x509.load_pem_x509_certificates(installing.platform_seal_path().read_bytes())[0]
    assert not first.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    with pytest.raises(Stop, match="har redan en stämpel"):
        rooted("request --platform --out igen.csr")
    rooted("request --platform --renew --out igen.csr")
    rooted("issue igen.csr --folder rot --out igen.pem --yes")
    rooted("install igen.pem")
    second = x509.load_pem_x509_certificates(installing.platform_seal_path().read_bytes())[0]
    assert second.public_key() == first.public_key()
    assert second.serial_number != first.serial_number
    with pytest.raises(CertificateRefused):
        installing.install_platform_seal((machines / "rot" / "armkrok-root.pem").read_bytes())


def test_a_module_without_its_pin_is_refused_with_a_sentence(
    rooted: Say, towns: Settled, settings: Settings, softhsm: SoftHsm, machines: Path
) -> None:
    settings.PKCS11 = vars(softhsm.settings(pin="00000000"))
    with pytest.raises(Stop, match="går inte att nå"):
        rooted("request --organisation sundby --out sundby.csr")
    assert not (machines / "sundby.csr").exists()
    settings.PKCS11 = vars(softhsm.settings(module="/borta.so", pin=PIN))
    keys.forget()
    with pytest.raises(KeyUnavailable, match="no_module"):
        keys.new_key()
    with pytest.raises(KeysUnavailable), keys.in_reach():
        keys.new_key()
