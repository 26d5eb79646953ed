"""The parts of one running simulator, put together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from armkrok.simulators.bankid.authority import Authority
from armkrok.simulators.bankid.clock import AdvancingClock
from armkrok.simulators.bankid.faults import Faults
from armkrok.simulators.bankid.minting import Mint
from armkrok.simulators.bankid.orders import OrderBook
from armkrok.simulators.bankid.people import People
from armkrok.simulators.bankid.phone import Phone


@dataclass(frozen=True, slots=True)
class Simulator:
    """Everything the routes need."""

    clock: AdvancingClock
    people: People
    faults: Faults
    book: OrderBook
    phone: Phone


def build(home: Path, people_file: Path | None, *, relying_party: str, auto: bool) -> Simulator:
    """A simulator that keeps its keys in `home`; raises InvalidPeopleFile."""
    clock, faults = AdvancingClock(), Faults()
    people = People.load(people_file)
    book = OrderBook(clock)
    mint = Mint(Authority.open(home), lambda: Authority.open(home / "impostor"))
    phone = Phone(book, people, mint, faults, relying_party=relying_party, auto=auto)
    return Simulator(clock, people, faults, book, phone)
