"""`python -m bench.login_rush WEB BANKID FILE RESULT PACE SECONDS`: log-ins begin at an even pace.

Nobody waits for those who came before: what the service cannot keep up with piles up, and shows in the times.
Writes a JSON list with one row for each: seconds that each request took by kind, and what went wrong.
"""

import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass, field
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from bench import crowd
from bench.crowd import Visit
from bench.http_client import Answer

GIVE_UP_AFTER = 60.0


@dataclass
class Outcome:
    """How one log-in went; seconds."""

    took: dict[str, list[float]] = field(default_factory=dict)
    whole: float = 0.0
    error: str = ""


async def _one(web: str, bankid: str, number: str) -> Outcome:
    outcome, visit, began = Outcome(), Visit(web, {}), time.perf_counter()

    async def timed(kind: str, coming: Any) -> Answer:
        asked = time.perf_counter()
        answer: Answer = await coming
        outcome.took.setdefault(kind, []).append(time.perf_counter() - asked)
        return answer

    async def log_in() -> None:
        page = await timed("page", visit.get("/logga-in/"))
        form = {"csrfmiddlewaretoken": crowd.found(crowd.TOKEN, page.body)}
        order = await timed("start", visit.post("/logga-in/bankid/", form))
        page = await timed("page", visit.get(order.headers["location"]))
        await crowd.answer(bankid, page.body, number)
        await asyncio.sleep(crowd.POLL_SECONDS)
        path = crowd.found(crowd.STATE, page.body)
        state = await timed("answer", visit.get(path, HX_Request="true", HX_Current_URL="/"))
        await timed("page", visit.get(state.headers["hx-redirect"]))

    try:
        await asyncio.wait_for(log_in(), GIVE_UP_AFTER)
    except (LookupError, OSError, asyncio.IncompleteReadError, TimeoutError) as error:
        outcome.error = f"{type(error).__name__}: {error}"
    outcome.whole = time.perf_counter() - began
    visit.browser.close()
    return outcome


async def _rush(web: str, bankid: str, numbers: list[str], pace: float) -> list[Outcome]:
    began, coming = time.perf_counter(), []
    for place, number in enumerate(numbers):
        await asyncio.sleep(max(0.0, began + place / pace - time.perf_counter()))
        coming.append(asyncio.create_task(_one(web, bankid, number)))
    return list(await asyncio.gather(*coming))


def main() -> int:
    """Let them come; write how it went."""
    web, bankid, people, result, pace, seconds = sys.argv[1:]
    known = [one["number"] for one in json.loads(Path(people).read_text())]
    numbers = list(islice(cycle(known), int(float(pace) * float(seconds))))
    began = time.perf_counter()
    outcomes = asyncio.run(_rush(web, bankid, numbers, float(pace)))
    lasted = time.perf_counter() - began
    Path(result).write_text(json.dumps({"lasted": lasted, "rows": [asdict(one) for one in outcomes]}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
