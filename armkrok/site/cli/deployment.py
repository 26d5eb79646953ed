"""What must not be so in production; each fault is one sentence that says what to change."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from cryptography import x509
from django.conf import settings

from armkrok.core.identity.bankid.config import PRODUCTION_URL
from armkrok.core.outgoing.inner import readable
from armkrok.services.signing import stamping
from armkrok.services.signing.external import FaultyServices, services_in
from armkrok.site.cli.place import is_here
from armkrok.site.cli.simulated import DEMO_ONLY
from armkrok.site.roles import Addresses

SHORTEST_SECRET = 32
EMBEDDED = ["DATABASE_URL saknas: den inbyggda databasen är till för demo och prov."]


def faults_of_settings(addresses: Addresses, *, is_embedded: bool) -> list[str]:
    """Every reason not to go live with these settings."""
    parts: tuple[Callable[[], Iterator[str]], ...] = (
        _mode,
        _secrets,
        _bankid,
        _simulators,
        _mail,
        _trust,
        _files,
        _inner_hosts,
    )
    found = [sentence for part in parts for sentence in part()]
    return [*found, *(EMBEDDED if is_embedded else _roles(addresses))]


def _mode() -> Iterator[str]:
    if not settings.PRODUCTION:
        yield "ARMKROK_MODE är inte production."
    if not settings.BASE_URL.startswith("https://"):
        yield "ARMKROK_URL ska börja med https://"
    if "*" in settings.ALLOWED_HOSTS:
        yield "ARMKROK_ALLOWED_HOSTS får inte vara *; räkna upp namnen."


def _secrets() -> Iterator[str]:
    for name in ("ARMKROK_SECRET_KEY", "ARMKROK_FIELD_KEY"):
        value = os.environ.get(name, "")
        if not value:
            yield f"{name} saknas. Gör en med: openssl rand -base64 48"
        elif len(value) < SHORTEST_SECRET:
            yield f"{name} är för kort: minst {SHORTEST_SECRET} tecken."
    given = {os.environ.get(name) for name in ("ARMKROK_SECRET_KEY", "ARMKROK_FIELD_KEY")}
    if len(given) == 1 and given != {None}:
        yield "ARMKROK_SECRET_KEY och ARMKROK_FIELD_KEY ska inte vara lika."


def _bankid() -> Iterator[str]:
    bankid = settings.BANKID
    if settings.BANKID_SIMULATED:
        yield "ARMKROK_BANKID_SIMULATED är på: BankID är en simulator."
    if f"{bankid['url'].rstrip('/')}/rp/v6.0" != PRODUCTION_URL:
        yield f"ARMKROK_BANKID_URL är inte BankID i drift ({PRODUCTION_URL.removesuffix('/rp/v6.0')})."
    if not (bankid["certificate"] and bankid["tls_root"]):
        yield "ARMKROK_BANKID_CERTIFICATE och ARMKROK_BANKID_TLS_ROOT behövs för att nå BankID."
    if settings.ONLY_TEST_NUMBERS:
        yield "ARMKROK_ONLY_TEST_NUMBERS är på: riktiga personer kan inte logga in."


def _simulators() -> Iterator[str]:
    if settings.TSA_SIMULATED:
        yield "ARMKROK_TSA_SIMULATED är på: tidsstämplarna kommer från en simulator."
    if any(is_here(urlsplit(url).hostname or "") for url in stamping.addresses()):
        yield "ARMKROK_TSA_URL leder till den här datorn: välj en riktig tidsstämplingstjänst."
    for name in DEMO_ONLY:
        if os.environ.get(name):
            yield f"{name} är satt: den är till för demot."
    yield from _sign_services()
    if settings.POPULATION["url"] and settings.POPULATION["simulated"]:
        yield "ARMKROK_POPULATION_SIMULATED är på: folkbokföringen är en simulator."
    if settings.MANDATES["url"] and settings.MANDATES["simulated"]:
        yield "ARMKROK_MANDATES_SIMULATED är på: registret över fullmakter är en simulator."
    if settings.OUTGOING_HOSTS:
        yield "ARMKROK_OUTGOING_HOSTS är satt: anrop får gå till interna adresser."


def _inner_hosts() -> Iterator[str]:
    for text in settings.INNER_HOSTS:
        if readable(text) is None:
            example = "sundby=skolsystem.sundby.internal:443"
            yield f"ARMKROK_INNER_HOSTS: {text} går inte att läsa och släpper inget fram. Skriv som {example}"


def _sign_services() -> Iterator[str]:
    try:
        services = services_in(settings.SIGN_SERVICES).values()
    except FaultyServices as error:
        yield f"ARMKROK_SIGN_SERVICES går inte att läsa: {error}"
        return
    for service in services:
        if service.is_simulated:
            yield f"ARMKROK_SIGN_SERVICES: {service.name} är en simulator."
        if not service.url.startswith("https://"):
            yield f"ARMKROK_SIGN_SERVICES: adressen till {service.name} ska börja med https://"


def _mail() -> Iterator[str]:
    is_safe = settings.EMAIL_USE_TLS or settings.EMAIL_USE_SSL
    if not is_safe and not is_here(settings.EMAIL_HOST):
        yield "ARMKROK_SMTP_URL är okrypterad till en annan dator: använd smtps:// eller smtp+starttls://"
    if ".example" in settings.DEFAULT_FROM_EMAIL:
        yield "ARMKROK_MAIL_FROM saknas: ange en avsändare som finns."


def _trust() -> Iterator[str]:
    folder = Path(settings.TRUST)
    paths = [
        *(folder.iterdir() if folder.is_dir() else ()),
        *stamping.roots(),
        Path(settings.BANKID["root"]),
    ]
    for path in paths:
        if path.is_file() and any("simul" in subject.casefold() for subject in _subjects(path)):
            yield f"{path} är en simulators rot och får inte vara betrodd i drift."


def _subjects(path: Path) -> list[str]:
    content = path.read_bytes()
    try:
        if b"-----BEGIN" in content:
            return [one.subject.rfc4514_string() for one in x509.load_pem_x509_certificates(content)]
        return [x509.load_der_x509_certificate(content).subject.rfc4514_string()]
    except ValueError:
        return []


def _files() -> Iterator[str]:
    if settings.S3_ENDPOINT.startswith("http://") and not is_here(
        urlsplit(settings.S3_ENDPOINT).hostname or ""
    ):
        yield "ARMKROK_S3_ENDPOINT är okrypterad: använd https://"


def _roles(addresses: Addresses) -> Iterator[str]:
    names = [
        psycopg.conninfo.conninfo_to_dict(url).get("user") for url in (addresses.application, addresses.owner)
    ]
    if names[0] == names[1]:
        yield "DATABASE_URL och DATABASE_OWNER_URL ska ha var sin roll."
