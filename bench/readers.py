"""`python -m bench.readers WEB VISITS PAGE REQUESTS CLIENTS`: several people read one kind of page.

Prints a JSON list: the seconds that each answer took, from the question to its last byte.
"""

import asyncio
import json
import sys
import time
from collections.abc import Iterator
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import urlsplit

from bench.http_client import Browser

WARM_UP = 60


async def _read(web: str, cookie: str, visits: Iterator[list[str]]) -> list[float]:
    place = urlsplit(web)
    browser = Browser(place.hostname or "", place.port or 80)
    times = []
    for address, token in visits:
        browser.cookies = {cookie: token}
        began = time.perf_counter()
        answer = await browser.get(address)
        times.append(time.perf_counter() - began)
        if answer.status != 200:
            raise SystemExit(f"{answer.status} at {address}")
    browser.close()
    return times


async def _all(web: str, cookie: str, visits: Iterator[list[str]], clients: int) -> list[float]:
    """The clients share one list: whoever is free takes the next."""
    times = await asyncio.gather(*(_read(web, cookie, visits) for _ in range(clients)))
    return [one for some in times for one in some]


def main() -> int:
    """Warm up, measure, print."""
    web, file, page, count, clients = sys.argv[1:]
    known = json.loads(Path(file).read_text())
    endless = cycle(known["visits"][page])
    asyncio.run(_all(web, known["cookie"], islice(endless, WARM_UP), int(clients)))
    times = asyncio.run(_all(web, known["cookie"], islice(endless, int(count)), int(clients)))
    json.dump(times, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
