"""The demo's processes: what each is called with and how one sees that it answers."""

import http.client
import importlib.util
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from armkrok.site.cli.ports import HOST
from armkrok.site.cli.supervisor import Part
from armkrok.site.towns import SUNDBY

SIMULATORS = (
    "bankid", "tsa", "mailbox", "signservice", "oidc", "saml", "population", "mandates", "ss12000",
    "supplier", "federation",
)  # fmt: skip
SCHOOLS = ("Ekbackeskolan", "Sundbyskolan")
PUPILS = 1500
PARENT = "Mikael Ståhl"
POPULATION, MANDATES = "/na/na_epersondata/V4/personpostXML", "/dfm/formedlare/v1"


@dataclass(frozen=True)
class Ports:
    """Where each part listens."""

    web: int
    bankid: int
    tsa: int
    mailbox: int
    smtp: int
    signservice: int
    oidc: int
    saml: int
    population: int
    mandates: int
    ss12000: int
    supplier: int
    supplier_tls: int
    federation: int


def environment(home: Path, ports: Ports) -> dict[str, str]:
    """What every part is told about the others."""
    bankid, tsa = f"http://{HOST}:{ports.bankid}", f"http://{HOST}:{ports.tsa}"
    return {
        "ARMKROK_HOME": str(home),
        "ARMKROK_MODE": "demo",
        "ARMKROK_URL": f"http://{HOST}:{ports.web}",
        "ARMKROK_BANKID_URL": bankid,
        "ARMKROK_BANKID_APP_URL": f"{bankid}/app",
        "ARMKROK_BANKID_ROOT": str(home / "bankid" / "root.pem"),
        "ARMKROK_PHONE_URL": f"{bankid}/",
        "ARMKROK_TSA_URL": tsa,
        "ARMKROK_TSA_ROOT": str(home / "tsa" / "root.pem"),
        "ARMKROK_SIGN_SERVICES": str(home / "signservice" / "services.toml"),
        "ARMKROK_SMTP_URL": f"smtp://{HOST}:{ports.smtp}",
        "ARMKROK_MAILBOX_URL": f"http://{HOST}:{ports.mailbox}/",
        "ARMKROK_SIMULATED_OIDC": f"http://{HOST}:{ports.oidc}",
        "ARMKROK_SIMULATED_SAML": f"http://{HOST}:{ports.saml}" if has_saml() else "",
        "ARMKROK_POPULATION_URL": f"http://{HOST}:{ports.population}{POPULATION}",
        "ARMKROK_SIMULATED_SCHOOL": f"http://{HOST}:{ports.ss12000}",
        "ARMKROK_SIMULATED_SUPPLIERS": f"http://{HOST}:{ports.supplier}",
        "ARMKROK_SIMULATED_FEDERATION": f"http://{HOST}:{ports.federation}",
        **_mandates_environment(f"http://{HOST}:{ports.mandates}"),
    }


def _mandates_environment(url: str) -> dict[str, str]:
    """Where powers of attorney are asked for, and as whom."""
    return {
        "ARMKROK_MANDATES_URL": f"{url}{MANDATES}",
        "ARMKROK_MANDATES_TOKEN_URL": f"{url}/oauth2/token",
        "ARMKROK_MANDATES_CLIENT_ID": "armkrok",
        "ARMKROK_MANDATES_CLIENT_SECRET": "demo",
        "ARMKROK_MANDATES_THIRD_PARTY": SUNDBY.number.replace("-", ""),
    }


def simulators(home: Path, ports: Ports) -> Iterator[Part]:
    """What is outside and needs nothing of the database's, so that all are started together at once."""
    yield simulator("tsa", "Tidsstämpelsimulatorn", ports.tsa, home)
    yield simulator("mailbox", "Brevlådan", ports.mailbox, home, "--smtp-port", str(ports.smtp))
    yield bankid(home, ports.bankid)
    if has_saml():
        yield saml(home, ports.saml)
    yield sign_service(home, ports.signservice)
    yield simulator("population", "Folkbokföringssimulatorn", ports.population, home)
    yield mandates(home, ports.mandates)
    yield school(home, ports.ss12000)
    yield supplier(home, ports)
    yield simulator(
        "federation", "Federationssimulatorn", ports.federation, home, "--member", str(home / "supplier")
    )


def simulator(name: str, title: str, port: int, home: Path, *more: str) -> Part:
    """A simulator; its data is in a folder with its name."""
    command = _python(f"armkrok.simulators.{name}", "--port", str(port), "--home", str(home / name), *more)
    return Part(name, title, command, lambda: answers(port, "/healthz"))


def bankid(home: Path, port: int) -> Part:
    """The e-ID, with the people of the two towns."""
    people = str(home / "people.json")
    return simulator("bankid", "BankID-simulatorn", port, home, "--people", people)


def sign_service(home: Path, port: int) -> Part:
    """The external signing service, which knows the same people as the e-ID."""
    people = str(home / "people.json")
    return simulator("signservice", "Underskriftstjänstsimulatorn", port, home, "--people", people)


def openid(home: Path, port: int) -> Part:
    """The OpenID provider, with the same people; the demo's data tells whom it may answer."""
    known = ("--people", str(home / "people.json"), "--clients", str(home / "oidc" / "clients.json"))
    return simulator("oidc", "OpenID-simulatorn", port, home, *known)


def mandates(home: Path, port: int) -> Part:
    """The register of powers of attorney, about the same people."""
    people = str(home / "people.json")
    return simulator("mandates", "Ombudsregistersimulatorn", port, home, "--people", people)


def school(home: Path, port: int) -> Part:
    """The school system of Sundby, where the demo's teachers work."""
    schools = [word for name in SCHOOLS for word in ("--school", name)]
    more = (
        "--people",
        str(home / "people.json"),
        "--pupils",
        str(PUPILS),
        "--guardians",
        "--parent",
        PARENT,
        *schools,
    )
    return simulator("ss12000", "Skolsystemsimulatorn", port, home, *more)


def supplier(home: Path, ports: Ports) -> Part:
    """The suppliers of learning materials; the federation tells them who their customers are."""
    feed = ("--tls-port", str(ports.supplier_tls), "--feed", str(home / "federation" / "feed.jws"))
    key = ("--key", f"{SUNDBY.name}=demo")
    return simulator("supplier", "Leverantörssimulatorn", ports.supplier, home, *feed, *key)


def saml(home: Path, port: int) -> Part:
    """The SAML identity provider; it reads our metadata when it is asked."""
    known = ("--people", str(home / "people.json"), "--sp-metadata", str(home / "saml" / "sp"))
    return simulator("saml", "SAML-simulatorn", port, home, *known)


def has_saml() -> bool:
    """Whether the library and the program that SAML needs are on this machine."""
    return importlib.util.find_spec("saml2") is not None and shutil.which("xmlsec1") is not None


def web(port: int) -> Part:
    """The web server."""
    return Part("web", "Webben", _cli("run", "--port", str(port)), lambda: answers(port, "/readyz"))


def worker(url: str) -> Part:
    """The worker; it answers when it has entered itself among the workers of the queue."""
    return Part("worker", "Arbetaren", _cli("worker"), newcomer(url))


def newcomer(url: str) -> Callable[[], bool]:
    """A question whether a worker has come since the question was made."""
    last = _highest_worker(url)
    return lambda: _highest_worker(url) > last


def answers(port: int, path: str) -> bool:
    """Whether the address says 200."""
    connection = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _highest_worker(url: str) -> int:
    with psycopg.connect(url) as connection:
        row = connection.execute("SELECT coalesce(max(id), 0) FROM procrastinate_workers").fetchone()
    return int(row[0]) if row else 0


def _python(module: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", module, *arguments)


def _cli(*arguments: str) -> tuple[str, ...]:
    return _python("armkrok.site.cli.main", *arguments)
