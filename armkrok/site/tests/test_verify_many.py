"""`armkrok verify` with several files: each is answered, and the worst answer is the exit code."""

import json
from pathlib import Path

import pytest

from armkrok.services.signing.engine.tests import attacks
from armkrok.services.signing.engine.tests.conftest import (  # noqa: F401
    SignAll,
    fonts,
    minutes,
    sign_all,
    stamping,
    town,
)
from armkrok.site.cli.main import main


@pytest.fixture
def three(tmp_path: Path, sign_all: SignAll) -> dict[str, str]:  # noqa: F811
    good = sign_all(first=1)
    bad = attacks.append(good, tmp_path / "bad.pdf", attacks.add_page)
    none = minutes(tmp_path / "none.pdf")
    return {"good": str(good), "bad": str(bad), "none": str(none)}


@pytest.mark.parametrize(
    ("names", "code"),
    [
        ("good", 0), ("bad", 1), ("none", 2), ("good good", 0), ("good bad", 1), ("good none", 2),
        ("none bad good", 1),
    ],
)  # fmt: skip
def test_worst_answer_decides(
    three: dict[str, str], capsys: pytest.CaptureFixture[str], names: str, code: int
) -> None:
    files = [three[name] for name in names.split()]
    assert main(["verify", *files]) == code
    told = capsys.readouterr().out
    assert all(Path(one).name in told for one in files)


def test_json_is_a_list_of_several(three: dict[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--json", three["good"]]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "valid"
    assert main(["verify", three["good"], three["bad"], "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [one["verdict"] for one in told] == ["valid", "altered"]
