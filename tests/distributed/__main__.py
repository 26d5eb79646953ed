"""`python -m tests.distributed [PYTEST'S ARGUMENTS]`: the tests on Debian's PostgreSQL behind PgBouncer."""

import os
import subprocess
import sys

from tests.distributed.servers import servers, what_is_missing
from tests.support.databases import POOLED, SUPERUSER


def main(arguments: list[str]) -> int:
    """Run pytest in a process of its own, against both servers; its exit code."""
    if missing := what_is_missing():
        sys.stderr.write(f"Not here: {missing}\n")
        return 2
    with servers() as started:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
        environment.pop("ARMKROK_HOME", None)
        environment |= {SUPERUSER: started.superuser, POOLED: started.pooled}
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
