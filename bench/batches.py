"""One credential for many documents: processor time per document at B-T, for batches of 1 to 1 000."""

import statistics
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from armkrok.services.signing import engine
from bench.figures import Figure, figure
from bench.signing_engine import PUBLISHED, SIZES, Bench, document_of, opened_bench, prepared

GOAL = 40.0
BATCHES = (1, 10, 100, 1000)


def rows() -> list[Figure]:
    """CPU per document by batch size, and how flat it is."""
    with TemporaryDirectory(prefix="armkrok-batch-") as name, opened_bench(Path(name)) as bench:
        source, fields = prepared(bench, document_of(bench.folder / "document.pdf", SIZES["50 kB"]))
        _batch(bench, source, fields[0], 3)
        taken = {size: _mean(bench, source, fields[0], size) for size in BATCHES}
    found = [
        figure(f"Batch of {size}, B-T, CPU per document", one, "ms", goal=GOAL) for size, one in taken.items()
    ]
    ratio = taken[BATCHES[-1]] / taken[BATCHES[0]]
    return [
        *found,
        figure(f"Batch of {BATCHES[-1]} to batch of 1, CPU per document", ratio, "times", goal=1.2),
    ]


def _mean(bench: Bench, source: Path, field: str, size: int) -> float:
    """Over as many batches as make some three hundred documents."""
    return statistics.mean(_batch(bench, source, field, size) for _ in range(max(1, 300 // size)))


def _batch(bench: Bench, source: Path, field: str, size: int) -> float:
    """Milliseconds of processor time per document; the one certificate is issued in it."""
    started = time.process_time()
    person = engine.SignerIdentity("Amina Karlsson", "AK-0123456789")
    credential = engine.issue_signer(bench.issuing, person, PUBLISHED)
    words = engine.BoxText("Amina Karlsson", short_id="3F2A 91C0")
    for number in range(size):
        target = bench.folder / f"batch-{number % 8}.pdf"
        engine.sign(source, target, field, credential, words=words, timestamper=bench.timestamper)
    return (time.process_time() - started) * 1000 / size
