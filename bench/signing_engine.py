"""The signing engine's figures: signing the first and the twentieth time, and validating twenty signatures.

Everything is warm and in one thread. Wall time and processor time are medians. The time-stamp authority runs
as a process of its own, so that its work is in the wall time and not in ours.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
import pikepdf
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from armkrok.services.signing import engine
from armkrok.services.signing.engine.prepare import prepare
from armkrok.services.signing.engine.validation.validate import validate
from bench.figures import Figure
from bench.signing_peers import Timing, by_npm, by_pdfsig, least_signing, least_validation, self_signed, timed

HERE = Path(__file__).parent
SIZES = {"50 kB": 50_000, "5 MB": 5_000_000}
PUBLISHED = engine.PublishedAt("http://crl.example/list.crl", "http://crl.example/ca.cer")


@dataclass(frozen=True)
class Bench:
    """What every measurement needs."""

    folder: Path
    issuing: engine.Authority
    root: engine.Authority
    timestamper: engine.Timestamper
    stamp_root: x509.Certificate


def rows() -> list[Figure]:
    """All figures."""
    with TemporaryDirectory(prefix="armkrok-bench-") as name, opened_bench(Path(name)) as bench:
        found = [_issuing(bench)]
        for size, target in SIZES.items():
            document = document_of(bench.folder / f"{target}.pdf", target)
            found += _signing(bench, size, document)
        return [*found, _lengths()]


@contextmanager
def opened_bench(folder: Path) -> Iterator[Bench]:
    """Certificate authorities, and a time-stamp authority that runs meanwhile."""
    root = engine.create_root(engine.AuthorityName("Rot", "Bänken"))
    issuing = engine.create_issuing(root, engine.AuthorityName("Utfärdare", "Bänken"), PUBLISHED)
    with _authority(folder / "tsa") as url:
        stamp_root = x509.load_pem_x509_certificate((folder / "tsa" / "root.pem").read_bytes())
        yield Bench(folder, issuing, root, engine.Timestamper(url), stamp_root)


@contextmanager
def _authority(home: Path) -> Iterator[str]:
    """The simulated time-stamp authority on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "armkrok.simulators.tsa", "--port", str(port), "--home", str(home)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(port, process)
            yield f"http://127.0.0.1:{port}/"
        finally:
            process.terminate()


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        if process.poll() is not None:
            break
        time.sleep(0.1)
    raise RuntimeError("the time-stamp authority did not start")


def document_of(path: Path, size: int) -> Path:
    """Ten pages with pictures that do not compress, about ``size`` bytes in all."""
    with pikepdf.new() as pdf:
        for _ in range(10):
            pdf.add_blank_page(page_size=(595, 842))
            page = pdf.pages[-1].obj
            kind = {
                "Type": pikepdf.Name.XObject,
                "Subtype": pikepdf.Name.Image,
                "Width": 100,
                "Height": size // 1000,
            }
            picture = pdf.make_stream(
                os.urandom(size // 10), BitsPerComponent=8, ColorSpace=pikepdf.Name.DeviceGray, **kind
            )
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=picture))
            page.Contents = pdf.make_stream(b"q 500 0 0 700 0 0 cm /I Do Q")
        pdf.save(path)
    return path


def _issuing(bench: Bench) -> Figure:
    taken = timed(lambda: _credential(bench), 100)
    return row("Issue a one-time key and certificate, CPU", taken.cpu, goal=1)


def _credential(bench: Bench) -> engine.SigningCredential:
    person = engine.SignerIdentity("Amina Karlsson", "AK-0123456789")
    return engine.issue_signer(bench.issuing, person, PUBLISHED)


def _signing(bench: Bench, size: str, document: Path) -> list[Figure]:
    """B-B and B-T, first and twentieth, and the validation of twenty."""
    first, fields = prepared(bench, document)
    floor, peers = least_signing(bench.folder, first), by_npm(bench.folder, document)
    credential = _credential(bench)
    found: list[Figure] = []
    for level, stamper in (("B-B", None), ("B-T", bench.timestamper)):
        last = signed(bench, first, fields[:19], stamper)
        taken = {
            which: timed(lambda: _sign(source, bench.folder / "out.pdf", field, credential, stamper))  # noqa: B023
            for which, source, field in (("1st", first, fields[0]), ("20th", last, fields[19]))
        }
        found += _level_figures(f"{level}, {size}", taken, floor, peers if stamper is None else {})
    last = sealed(bench, signed(bench, first, fields, bench.timestamper))
    return [*found, *_validation(bench, size, last)]


def _level_figures(
    name: str, taken: dict[str, Timing], floor: Timing, peers: dict[str, Timing]
) -> list[Figure]:
    fastest = min((one.wall for key, one in peers.items() if "20th" not in key), default=None)
    found = []
    for which, one in taken.items():
        goal = fastest if which == "1st" else None
        beside = {key: peer for key, peer in peers.items() if ("20th" in key) == (which == "20th")}
        walls = {key: round(peer.wall, 2) for key, peer in beside.items()}
        cpus = {key: round(peer.cpu, 2) for key, peer in beside.items()}
        found.append(row(f"{name}, {which}, wall", one.wall, goal=goal, floor=floor.wall, peers=walls))
        found.append(row(f"{name}, {which}, CPU", one.cpu, floor=floor.cpu, peers=cpus))
    ratio = taken["20th"].least / taken["1st"].least
    return [*found, row(f"{name}, 20th to 1st, least CPU", ratio, unit="times", goal=1.5)]


def prepared(bench: Bench, document: Path) -> tuple[Path, tuple[str, ...]]:
    """The document with a signature page for twenty, and the names of their fields."""
    target = bench.folder / f"prepared-{document.name}"
    fonts = engine.FontFiles.in_packages(HERE.parent / "node_modules")
    facts = engine.PageFacts("Protokoll", "Sundby kommun", "Sara Lind", "https://armkrok.example/v/1")
    people = [engine.Signatory(f"Ledamot {number}", "Ledamot") for number in range(20)]
    return target, prepare(document, target, facts, people, fonts).fields


def _sign(
    source: Path,
    target: Path,
    field: str,
    credential: engine.SigningCredential,
    stamper: engine.Timestamper | None,
) -> None:
    words = engine.BoxText("Amina Karlsson", short_id="3F2A 91C0")
    engine.sign(source, target, field, credential, words=words, timestamper=stamper)


def signed(bench: Bench, source: Path, fields: tuple[str, ...], stamper: engine.Timestamper | None) -> Path:
    """The file with these fields signed, each by its own certificate."""
    for number, field in enumerate(fields):
        target = bench.folder / f"{'t' if stamper else 'b'}-{number}-{source.stem[:8]}.pdf"
        _sign(source, target, field, _credential(bench), stamper)
        source = target
    return source


def sealed(bench: Bench, source: Path) -> Path:
    """The file with its evidence and archive time stamp (B-LTA)."""
    target = bench.folder / "sealed.pdf"
    certificates = [*bench.issuing.chain, bench.stamp_root]
    lists = [engine.revocation_list(one, number=1) for one in (bench.root, bench.issuing)]
    lists.append(httpx.get(bench.timestamper.url + "tsa.crl").content)
    engine.seal(
        source,
        target,
        bench.timestamper,
        certificates=[one.public_bytes(serialization.Encoding.DER) for one in certificates],
        revocation_lists=lists,
    )
    return target


def _validation(bench: Bench, size: str, sealed: Path) -> list[Figure]:
    trust = [
        engine.trust_list("Bänken", [bench.root.certificate]),
        engine.trust_list("Stämplar", [bench.stamp_root]),
    ]
    report = validate(sealed, trust)
    if (report.verdict, len(report.signatures)) != ("valid", 20):
        raise RuntimeError(f"the benchmark's own file is {report.code}")
    taken = timed(lambda: validate(sealed, trust), 9)
    bounded = timed(lambda: engine.bounded_validate(sealed, trust), 5)
    engine.shut_down()
    peers = by_pdfsig(sealed)
    return [
        row(
            f"Validate 20 signatures (B-LTA), {size}, wall", taken.wall, goal=150,
            floor=least_validation(sealed).wall, peers=peers,
        ),
        row(f"Validate 20 signatures (B-LTA), {size}, CPU", taken.cpu),
        row(f"Validate 20 signatures (B-LTA), {size}, in the bounded process, wall", bounded.wall),
    ]  # fmt: skip


def _lengths() -> Figure:
    """The slowest re-framing of an RSA certificate over 256 lengths; asn1crypto alone stalls on some."""
    from asn1crypto import cms
    from asn1crypto import x509 as asn1

    key = rsa.generate_private_key(65537, 2048)
    slowest = 0.0
    for padding in range(256):
        content = self_signed(key, padding).public_bytes(serialization.Encoding.DER)
        started = time.process_time()
        certificates = cms.CertificateSet([asn1.Certificate.load(content)])
        certificates.dump()
        slowest = max(slowest, time.process_time() - started)
    return row("RSA certificate in a container, slowest of 256 lengths, CPU", slowest * 1000, goal=10)


def row(
    name: str,
    value: float,
    *,
    unit: str = "ms",
    goal: float | None = None,
    floor: float | None = None,
    peers: dict[str, float] | None = None,
) -> Figure:
    return Figure(
        name=name,
        value=round(value, 2),
        unit=unit,
        goal=None if goal is None else round(goal, 2),
        better="lower",
        floor=None if floor is None else round(floor, 2),
        peers=peers or {},
    )
