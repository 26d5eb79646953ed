"""Work in another process: bounds hold, errors pass, the pool recovers."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from json import loads
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization

from armkrok.services.signing import engine
from armkrok.services.signing.engine import guarded
from armkrok.services.signing.engine.tests import attacks
from armkrok.services.signing.engine.tests.authorities import Town
from armkrok.services.signing.engine.tests.conftest import SignAll, minutes


@pytest.fixture(scope="module", autouse=True)
def _stopped_afterwards() -> Iterator[None]:
    yield
    engine.shut_down()


def _eat_memory() -> int:
    return len(bytearray(8 * 1024**3))


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_whole_way_in_workers(tmp_path: Path, fonts: engine.FontFiles, town: Town) -> None:
    clean, prepared, signed = (tmp_path / f"{name}.pdf" for name in ("clean", "prepared", "signed"))
    rebuilt = engine.bounded_rebuild(minutes(tmp_path / "upload.pdf"), clean)
    facts = engine.PageFacts("Protokoll", "Sundby kommun", "Sara Lind", "https://armkrok.example/v/1")
    ready = engine.bounded_prepare(clean, prepared, facts, [engine.Signatory("Amina Karlsson")], fonts)
    assert ready.document_sha256 == rebuilt.sha256
    engine.sign(prepared, signed, ready.fields[0], town.credential(), words=engine.BoxText("Amina Karlsson"))
    assert engine.bounded_page_image(signed, 3, 300).content[8:12] == b"WEBP"
    assert "Protokoll, sida 2" in engine.bounded_page_text(signed, 1)
    assert engine.bounded_validate(signed).verdict == "valid"


def test_every_remote_function_exists() -> None:
    known = (guarded.REBUILD, guarded.PREPARE, guarded.IMAGE, guarded.TEXT, guarded.VALIDATE)
    for one in (*known, guarded.INSPECT, guarded.AS_IS, guarded.CUT):
        with pytest.raises(TypeError, match=one.name):
            one()


@pytest.mark.parametrize(("work", "code"), [(_eat_memory, "memory"), (_die, "crashed")])
def test_what_goes_wrong_in_a_worker(work: object, code: str, tmp_path: Path) -> None:
    with pytest.raises(engine.Unfinished) as stopped:
        engine.bounded(20, work)  # type: ignore[arg-type]
    assert stopped.value.code == code
    assert engine.bounded_rebuild(minutes(tmp_path / "a.pdf"), tmp_path / "b.pdf").pages == 3


def test_time_runs_out() -> None:
    started = time.monotonic()
    with pytest.raises(engine.Unfinished, match="timeout"):
        engine.bounded(0.5, time.sleep, 60)
    assert time.monotonic() - started < 10


def test_refusals_pass_through(tmp_path: Path) -> None:
    source = tmp_path / "upload.pdf"
    source.write_bytes(b"inte en pdf")
    with pytest.raises(engine.Unacceptable, match="not_pdf"):
        engine.bounded_rebuild(source, tmp_path / "never.pdf")
    with pytest.raises(IndexError):
        engine.bounded_page_text(minutes(tmp_path / "m.pdf"), 99)


def test_many_threads_share_the_pool(tmp_path: Path) -> None:
    source = minutes(tmp_path / "upload.pdf")
    with ThreadPoolExecutor(8) as threads:
        texts = list(threads.map(lambda page: engine.bounded_page_text(source, page % 3), range(24)))
    assert texts[0] == texts[21]


def test_pool_comes_back_after_shut_down(tmp_path: Path) -> None:
    source = minutes(tmp_path / "upload.pdf")
    engine.shut_down()
    assert "sida 1" in engine.bounded_page_text(source, 0)


def verified(path: Path, **known: object) -> tuple[int, str]:
    out = StringIO()
    code = engine.verify_command(path, out=out, **known)  # type: ignore[arg-type]
    return code, out.getvalue()


def test_verify_command(sign_all: SignAll, tmp_path: Path, town: Town) -> None:
    folder = tmp_path / "trust"
    folder.mkdir()
    root = town.root.certificate.public_bytes(serialization.Encoding.PEM)
    (folder / "Kommunernas lista.pem").write_bytes(root)
    signed = sign_all()
    code, text = verified(signed, trust=folder)
    assert code == 0
    assert "Alla underskrifter är giltiga" in text
    assert "Lars-Åke Berg" in text
    assert "Kommunernas lista" in text
    changed = attacks.append(signed, tmp_path / "changed.pdf", attacks.replace_page_content)
    code, text = verified(changed)
    assert code == 1
    assert "Innehållet på en sida har ändrats. (sida 1)" in text


def test_verify_command_as_json(sign_all: SignAll) -> None:
    code, text = verified(sign_all(first=1), as_json=True)
    told = loads(text)
    assert (code, told["verdict"]) == (0, "valid")
    assert set(told["signatures"][0]["answers"]) == {
        "intact",
        "authentic",
        "trusted",
        "valid_then",
        "unchanged",
    }
    assert told["changes"] == []


@pytest.mark.parametrize("content", [None, b"", b"hej", b"%PDF-1.7 trasig"])
def test_verify_command_cannot_tell(tmp_path: Path, content: bytes | None) -> None:
    path = minutes(tmp_path / "unsigned.pdf") if content is None else tmp_path / "file.pdf"
    if content is not None:
        path.write_bytes(content)
    assert verified(path)[0] == 2
    assert verified(tmp_path / "missing.pdf")[0] == 2
