"""A small catalogue: what the three publishers sell to a compulsory school."""

from decimal import Decimal
from typing import Any

from armkrok.core.tenants.scope import scope
from armkrok.services.school.demo.stage import Stage
from armkrok.services.school.models import Receiver, Supplier, Title

MATHS, SWEDISH, ENGLISH, SCIENCE, HISTORY = (
    ("GRGRMAT01", "Matematik"),
    ("GRGRSVE01", "Svenska"),
    ("GRGRENG01", "Engelska"),
    ("GRGRBIO01", "Biologi"),
    ("GRGRHIS01", "Historia"),
)
LINDEN, GARDEN, NORRSKEN = "Förlaget Linden", "Kunskapsgården", "Norrsken Läromedel"
ROWS: tuple[dict[str, Any], ...] = (
    {
        "maker": LINDEN,
        "name": "Räkna vidare 8",
        "subject": MATHS,
        "years": (8, 8),
        "price": "124",
        "year": 2026,
        "level": 2,
        "text": "Bok, övningar och prov. Uppläst text och ordlista på nio språk.",
        "accessibility": ["read_aloud", "languages"],
        "reusable": True,
    },
    {
        "maker": GARDEN,
        "name": "Tal och tanke 8",
        "subject": MATHS,
        "years": (8, 8),
        "price": "139",
        "year": 2025,
        "level": 3,
        "text": "Korta genomgångar på film. Läraren ser vad varje elev har kvar.",
        "accessibility": ["read_aloud"],
        "starts_on": "assignment",
    },
    {
        "maker": NORRSKEN,
        "name": "Problemverkstan",
        "subject": MATHS,
        "years": (7, 9),
        "price": "6900",
        "year": 2024,
        "scope": "school",
        "text": "Problemlösning i grupp för årskurs 7–9. Kräver surfplatta.",
        "accessibility": ["read_aloud", "screen_reader"],
    },
    {
        "maker": LINDEN,
        "name": "Matematik på lätt svenska",
        "subject": MATHS,
        "years": (8, 8),
        "price": "148",
        "year": 2026,
        "level": 2,
        "text": "Samma innehåll som Räkna vidare 8 med kortare texter och fler bilder.",
        "accessibility": ["read_aloud", "easy_swedish"],
    },
    {
        "maker": LINDEN,
        "name": "Räkna vidare 7",
        "subject": MATHS,
        "years": (7, 7),
        "price": "124",
        "year": 2025,
        "level": 2,
        "text": "Bok, övningar och prov. Uppläst text och ordlista på nio språk.",
        "accessibility": ["read_aloud", "languages"],
        "reusable": True,
    },
    {
        "maker": LINDEN,
        "name": "Räkna vidare 9",
        "subject": MATHS,
        "years": (9, 9),
        "price": "128",
        "year": 2026,
        "level": 2,
        "text": "Bok, övningar och prov. Uppläst text och ordlista på nio språk.",
        "accessibility": ["read_aloud", "languages"],
        "reusable": True,
    },
    {
        "maker": GARDEN,
        "name": "Ordkraft 7–9",
        "subject": SWEDISH,
        "years": (7, 9),
        "price": "98",
        "year": 2025,
        "level": 1,
        "text": "Läsförståelse med texter i tre svårighetsgrader.",
        "accessibility": ["read_aloud", "easy_swedish"],
    },
    {
        "maker": NORRSKEN,
        "name": "Open Doors 8",
        "subject": ENGLISH,
        "years": (8, 8),
        "price": "115",
        "year": 2023,
        "text": "Hörövningar, texter och uttal. Eleven loggar in med en klasskod.",
        "accessibility": ["read_aloud", "languages"],
    },
    {
        "maker": GARDEN,
        "name": "Liv och miljö",
        "subject": SCIENCE,
        "years": (7, 9),
        "price": "110",
        "year": 2026,
        "level": 1,
        "text": "Biologi med filmade försök och begrepp på elva språk.",
        "accessibility": ["languages", "screen_reader"],
    },
    {
        "maker": NORRSKEN,
        "name": "Tidens spår",
        "subject": HISTORY,
        "years": (7, 9),
        "price": "219",
        "year": 2021,
        "text": "Tryckt lärobok i historia, 312 sidor.",
        "is_digital": False,
        "vat_percent": "6",
    },
)
FIRST = 978916600001
"""No publisher has been given 978-91-660: these are nobody's ISBN."""


def load(stage: Stage) -> None:
    """Those that are missing."""
    with scope(stage.organisation.pk):
        suppliers = {one.name: one for one in Supplier.objects.all()}
        receivers = {one.supplier_id: one for one in Receiver.objects.all()}
        known = set(Title.objects.values_list("name", flat=True))
        for place, row in enumerate(ROWS):
            if row["name"] not in known:
                _title(row, place, suppliers[row["maker"]], receivers)


def _title(row: dict[str, Any], place: int, supplier: Supplier, receivers: dict[Any, Receiver]) -> None:
    code, subject = row["subject"]
    Title.objects.create(
        supplier=supplier,
        receiver=receivers.get(supplier.pk) if "level" in row else None,
        isbn=isbn(FIRST + place),
        name=row["name"],
        year=row["year"],
        description=row["text"],
        is_digital=row.get("is_digital", True),
        subjects=[code],
        subject_names=[subject],
        school_types=["GR"],
        from_year=row["years"][0],
        to_year=row["years"][1],
        accessibility=row.get("accessibility", []),
        price=Decimal(row["price"]),
        vat_percent=Decimal(row.get("vat_percent", "25")),
        scope=row.get("scope", Title.Scope.PUPIL),
        level=row.get("level", 0),
        starts_on=row.get("starts_on", Title.Starts.SCHOOL_YEAR),
        reusable=row.get("reusable", False),
    )


def isbn(twelve: int) -> str:
    """The number with its check digit (ISO 2108)."""
    digits = [int(one) for one in str(twelve)]
    total = sum(one * (3 if place % 2 else 1) for place, one in enumerate(digits))
    return f"{twelve}{-total % 10}"
