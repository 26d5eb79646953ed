"""The tests' settings; pyproject.toml loads this before anything reads them, hence `python -m pytest`."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("ARMKROK_MODE", "test")
os.environ.setdefault("ARMKROK_LOG", "ERROR")
if "PYTEST_XDIST_WORKER" not in os.environ:
    os.environ["ARMKROK_HOME"] = tempfile.mkdtemp(prefix="armkrok-test-")
    (Path(os.environ["ARMKROK_HOME"]) / "static").mkdir()
