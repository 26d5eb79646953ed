"""The minute by which tries are counted: `one_minute` keeps it from passing in the middle of a test."""

import pytest

from armkrok.core.access import limits
from armkrok.kit.days import now


@pytest.fixture
def one_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits see one and the same moment throughout the test."""
    began = now()
    monkeypatch.setattr(limits, "now", lambda: began)
