"""`python -m armkrok.site.cli.furnish`: migrates and loads the demo's two towns.

A process of its own, so that the demo's supervisor stays small and its later starts need not load Django.
"""

import sys

from armkrok.site.cli.migrate import migrate


def main() -> int:
    """Migrate, then let armkrok.site.demo load what the demo shows; both may be done again."""
    migrate()
    from armkrok.site.demo import load

    load()
    return 0


if __name__ == "__main__":
    sys.exit(main())
