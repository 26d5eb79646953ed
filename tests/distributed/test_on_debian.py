"""What leans on the database passes on Debian's PostgreSQL with PgBouncer in transaction mode between.

`make test-debian` runs every test that way; here those that would notice first: the walls between
organisations (settings of a transaction), the audit chain (a deferred trigger), and the whole story of a
signed document (locks, jobs, sessions).
"""

import subprocess
import sys

import pytest

from tests.distributed.servers import what_is_missing

pytestmark = [
    pytest.mark.distributed,
    pytest.mark.timeout(600),
    pytest.mark.skipif(bool(what_is_missing()), reason=f"not installed: {what_is_missing()}"),
]
FIRST = (
    "armkrok/core/tenants",
    "armkrok/core/audit",
    "armkrok/services/signing/tests/test_story.py",
)


def test_the_suite_passes_behind_a_pooler() -> None:
    command = [sys.executable, "-m", "tests.distributed", *FIRST]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
    assert " passed" in done.stdout
