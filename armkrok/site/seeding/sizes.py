"""How much there shall be, and how it is shared between the municipalities."""

import csv
from dataclasses import dataclass
from importlib.resources import files

WEIGHTS = {"A1": 25.0, "A2": 3.0, "B3": 8.0, "B4": 1.5, "B5": 1.2, "C6": 3.0, "C7": 1.0, "C8": 1.0, "C9": 0.8}


@dataclass(frozen=True)
class Size:
    """What a seeded database holds. Parties, tasks and audit rows follow from the requests."""

    organisations: int
    people: int
    requests: int


SIZES = {"large": Size(290, 100_000, 200_000), "small": Size(12, 600, 1_200)}


@dataclass(frozen=True)
class Plan:
    """One municipality: its official code (SCB) and name, and its share."""

    code: str
    name: str
    slug: str
    people: int
    requests: int


def plans(size: Size) -> list[Plan]:
    """The municipalities by official code, evenly picked; big towns weigh more (SKR's groups of 2023)."""
    text = (files("armkrok.site") / "data" / "municipalities.csv").read_text()
    every = list(csv.DictReader(text.splitlines()))
    rows = [every[place * len(every) // size.organisations] for place in range(size.organisations)]
    weights = [WEIGHTS[row["skr_group_2023"]] for row in rows]
    shares = zip(_shared(size.people, weights), _shared(size.requests, weights), strict=True)
    taken: set[str] = set()
    return [
        Plan(row["code"], row["name"], _slug(row["name"], row["code"], taken), *share)
        for row, share in zip(rows, shares, strict=True)
    ]


def _slug(name: str, code: str, taken: set[str]) -> str:
    """The name in an address; Habo and Håbo are told apart by the code."""
    slug = "-".join(name.lower().translate(str.maketrans("åäöé", "aaoe")).split())
    slug = f"{slug}-{code}" if slug in taken else slug
    taken.add(slug)
    return slug


def _shared(total: int, weights: list[float]) -> list[int]:
    """Whole shares by weight that add up to the total."""
    whole, given, so_far, shares = sum(weights), 0, 0.0, []
    for weight in weights:
        so_far += weight
        shares.append(round(total * so_far / whole) - given)
        given += shares[-1]
    return shares
