"""Renewing archive time stamps: processor time per file, and how many an hour two cores manage."""

from pathlib import Path
from tempfile import TemporaryDirectory

import httpx
from cryptography.hazmat.primitives import serialization

from armkrok.services.signing.engine.renewal import renew, stamp_expires
from bench.figures import Figure, figure
from bench.signing_engine import (
    SIZES,
    Bench,
    document_of,
    opened_bench,
    prepared,
    sealed,
    signed,
)
from bench.signing_peers import Timing, timed

CORES = 2
AN_HOUR = 3_600_000.0
GOAL = 10_000


def rows() -> list[Figure]:
    """Cost of one renewal and of reading when a stamp expires, by size of file."""
    with TemporaryDirectory(prefix="armkrok-renewal-") as name, opened_bench(Path(name)) as bench:
        return [row for size, target in SIZES.items() for row in _of_size(bench, size, target)]


def _of_size(bench: Bench, size: str, target: int) -> list[Figure]:
    first, fields = prepared(bench, document_of(bench.folder / f"{target}.pdf", target))
    source = sealed(bench, signed(bench, first, fields[:3], bench.timestamper))
    certificate = bench.stamp_root.public_bytes(serialization.Encoding.DER)
    lists = [httpx.get(bench.timestamper.url + "tsa.crl").content]

    def work() -> None:
        done = bench.folder / "renewed.pdf"
        renew(source, done, bench.timestamper, certificates=[certificate], revocation_lists=lists)

    taken: Timing = timed(work)
    asked = timed(lambda: stamp_expires(source))
    return [
        figure(f"Renew an archive time stamp, {size}, wall", taken.wall, "ms"),
        figure(f"Renew an archive time stamp, {size}, CPU", taken.cpu, "ms", goal=50),
        figure(
            f"Renewals an hour on two cores, {size}",
            CORES * AN_HOUR / taken.cpu,
            "files",
            goal=GOAL,
            better="higher",
        ),
        figure(f"When the stamp expires, {size}, CPU", asked.cpu, "ms"),
    ]
