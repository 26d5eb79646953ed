"""A directory (Debian's slapd) as a process: `directory` is Sundby's, with a school, a class and its people.

Its certificate is from an issuer of its own, for localhost. Nobody logs in without TLS.
"""

import base64
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

import pytest

from armkrok.services.school.models import Source
from armkrok.simulators.federation.keys import issued, issuer
from tests.support.simulators import free_port

SUFFIX = "dc=sundby,dc=example"
READER, LIMITED, PASSWORD = f"cn=armkrok,{SUFFIX}", f"cn=liten,{SUFFIX}", "läs bara 17"
ADMIN, ADMIN_PASSWORD = f"cn=admin,{SUFFIX}", "allt"
SCHEMA = Path("/etc/ldap/schema")
PROGRAMS = {
    name: shutil.which(name, path="/usr/bin:/usr/sbin") for name in ("slapd", "ldapsearch", "ldapmodify")
}
NAMESPACE = UUID("aa3f5d0e-6d5b-4c7b-93a1-5d6a5a4f8f21")
CONFIGURATION = """
include {schema}/core.schema
include {schema}/cosine.schema
include {schema}/inetorgperson.schema
attributetype ( 1.3.6.1.4.1.4203.666.1.90 NAME 'objectGUID' EQUALITY octetStringMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.40 SINGLE-VALUE )
attributetype ( 1.3.6.1.4.1.4203.666.1.91 NAME 'skolenhetskod' EQUALITY caseIgnoreMatch
  SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE )
objectclass ( 1.3.6.1.4.1.4203.666.3.90 NAME 'iSkolan' AUXILIARY MAY ( objectGUID $ skolenhetskod ) )
modulepath /usr/lib/ldap
moduleload back_mdb
moduleload memberof
pidfile {home}/slapd.pid
TLSCACertificateFile {home}/ca.pem
TLSCertificateFile {home}/server.pem
TLSCertificateKeyFile {home}/server.key
localSSF 256
security simple_bind=128
sizelimit unlimited
database mdb
suffix "{suffix}"
directory {home}/db
maxsize 268435456
dbnosync
rootdn "{admin}"
rootpw {admin_password}
limits dn.exact="{limited}" size=5 size.prtotal=5
access to attrs=userPassword by anonymous auth by * none
access to * by users read by * none
overlay memberof
"""


def an_id(name: str) -> UUID:
    """The id of the thing called so."""
    return uuid5(NAMESPACE, name)


@dataclass(frozen=True)
class Directory:
    """Where it answers, what is in it, and ways to change that."""

    home: Path
    tls: int
    plain: int

    @property
    def ldaps(self) -> str:
        """Its address with TLS from the start."""
        return f"ldaps://localhost:{self.tls}"

    @property
    def ldap(self) -> str:
        """Its address with StartTLS."""
        return f"ldap://localhost:{self.plain}"

    @property
    def roots(self) -> str:
        """Its issuer, PEM."""
        return (self.home / "ca.pem").read_text()

    def change(self, ldif: str) -> None:
        """Add, change and take away entries, as LDIF with changetype says (add when it says nothing)."""
        address = f"ldapi://{str(self.home / 'socket').replace('/', '%2F')}"
        done = subprocess.run(
            [str(PROGRAMS["ldapmodify"]), "-a", "-x", "-H", address, "-D", ADMIN, "-w", ADMIN_PASSWORD],
            input=ldif.encode(), capture_output=True, check=False, env={"LDAPNOINIT": "1"},
        )  # fmt: skip
        assert done.returncode == 0, done.stderr.decode()

    def source(self, tables: str, **settings: str) -> Source:
        """A source that reads it; the caller is inside the organisation."""
        known = {"url": self.ldaps, "client_id": READER, "roots": self.roots, "tables": tables}
        made = Source(kind="directory", name="Katalogen", settings=known | settings)
        made.keep_secret(PASSWORD)
        made.save()
        return made


def entry(dn: str, classes: str, **values: str | bytes | list[str]) -> str:
    """An entry in LDIF."""
    lines = [f"dn:: {_base64(f'{dn},{SUFFIX}')}", *(f"objectClass: {one}" for one in classes.split())]
    for name, given in values.items():
        lines += [f"{name}:: {_base64(one)}" for one in (given if isinstance(given, list) else [given])]
    return "\n".join(lines) + "\n\n"


def pupil(name: str, group: str = "8A", **more: str) -> str:
    """A pupil called so, in the year of the group's name."""
    given, _blank, family = name.partition(" ")
    return entry(
        f"uid={given.lower()},ou=Elever", "inetOrgPerson iSkolan", cn=name, sn=family, givenName=given,
        mail=f"{given.lower().replace('ä', 'a')}@skola.sundby.example", departmentNumber=group, ou="99010001",
        objectGUID=an_id(name).bytes_le, **more,
    )  # fmt: skip


def _base64(value: str | bytes) -> str:
    return base64.b64encode(value.encode() if isinstance(value, str) else value).decode()


def _contents() -> str:
    account = {"userPassword": PASSWORD, "sn": "konto"}
    top = f"dn: {SUFFIX}\nobjectClass: dcObject\nobjectClass: organization\ndc: sundby\no: Sundby\n\n"
    folders = [
        entry(f"ou={one}", "organizationalUnit") for one in ("Skolor", "Klasser", "Elever", "Personal")
    ]
    accounts = [entry(f"cn={one}", "person", **account) for one in ("armkrok", "liten")]
    school = entry(
        "ou=Ekbackeskolan,ou=Skolor", "organizationalUnit iSkolan", skolenhetskod="99010001",
        objectGUID=an_id("Ekbackeskolan").bytes_le,
    )  # fmt: skip
    teacher = entry(
        "uid=tea,ou=Personal", "inetOrgPerson iSkolan", cn="Tea Åkerlind", sn="Åkerlind", givenName="Tea",
        ou="99010001", objectGUID=an_id("Tea Åkerlind").bytes_le,
    )  # fmt: skip
    group = entry(
        "cn=8A,ou=Klasser", "groupOfNames iSkolan", ou="99010001", objectGUID=an_id("8A").bytes_le,
        member=[f"uid={one},{SUFFIX}" for one in ("älva,ou=Elever", "bo,ou=Elever", "tea,ou=Personal")],
    )  # fmt: skip
    return "".join((top, *folders, *accounts, school, pupil("Älva Öst"), pupil("Bo Ek"), teacher, group))


def _started(home: Path) -> tuple[Directory, "subprocess.Popen[bytes]"]:
    (home / "db").mkdir(parents=True)
    issued(home, "server", issuer(home, "ca"), is_server=True, hosts=("localhost",))
    facts = {"suffix": SUFFIX, "admin": ADMIN, "admin_password": ADMIN_PASSWORD, "limited": LIMITED}
    (home / "slapd.conf").write_text(CONFIGURATION.format(schema=SCHEMA, home=home, **facts))
    made = Directory(home, free_port(), free_port())
    door = str(home / "socket").replace("/", "%2F")
    addresses = f"ldap://127.0.0.1:{made.plain} ldaps://127.0.0.1:{made.tls} ldapi://{door}"
    command = [str(PROGRAMS["slapd"]), "-d", "0", "-f", str(home / "slapd.conf"), "-h", addresses]
    return made, subprocess.Popen(command, stderr=subprocess.PIPE)


def _wait(directory: Directory, process: "subprocess.Popen[bytes]") -> None:
    """Until it lets somebody in by its door."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        assert process.poll() is None, (process.stderr.read() if process.stderr else b"").decode()
        try:
            with socket.socket(socket.AF_UNIX) as door:
                door.connect(str(directory.home / "socket"))
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError("slapd did not start")


@pytest.fixture
def directory(tmp_path: Path, settings: Any) -> Iterator[Directory]:
    """One of its own for the test; the settings let this machine's own addresses be called."""
    if not all(PROGRAMS.values()) or not SCHEMA.is_dir():
        pytest.skip("slapd or ldapsearch is missing: apt-get install slapd ldap-utils")
    settings.OUTGOING_HOSTS = ["127.0.0.1", "localhost"]
    made, process = _started(tmp_path / "directory")
    try:
        _wait(made, process)
        made.change(_contents())
        yield made
    finally:
        process.kill()
        process.communicate()
