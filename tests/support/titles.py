"""A few titles to look for, from three publishers. Call inside a scope."""

from decimal import Decimal

from armkrok.services.school.models import Supplier, Title
from tests.support import school_ground

EVERY = (
    {
        "name": "Räkna vidare 8", "isbn": "9789170001505", "year": 2026, "price": "124", "level": 2,
        "description": "Bok, övningar och prov. Uppläst text och ordlista på nio språk.",
        "subjects": ["GRGRMAT01"], "subject_names": ["Matematik"], "from_year": 8, "to_year": 8,
        "accessibility": ["read_aloud", "languages", "20"],
    },
    {
        "name": "Tal och tanke 8", "isbn": "9789170001512", "year": 2025, "price": "139",
        "starts_on": "assignment",
        "description": "Korta genomgångar på film. Läraren ser vad varje elev har kvar.",
        "subjects": ["GRGRMAT01"], "subject_names": ["Matematik"], "from_year": 8, "to_year": 8,
    },
    {
        "name": "Problemverkstan", "article": "NL-204", "year": 2024, "price": "6900", "scope": "school",
        "description": "Problemlösning i grupp för årskurs 7–9. Kräver surfplatta.",
        "subject_names": ["Matematik"], "from_year": 7, "to_year": 9,
    },
    {
        "name": "Matematik på lätt svenska", "isbn": "9789170001529", "year": 2026, "price": "148",
        "description": "Samma innehåll som Räkna vidare 8 med kortare texter och fler bilder.",
        "subject_names": ["Matematik"], "from_year": 8, "to_year": 8, "accessibility": ["easy_swedish"],
    },
    {
        "name": "Böckernas värld", "isbn": "9789170001536", "year": 2020, "price": "189.50",
        "is_digital": False,
        "description": "Läsning och skrivande.", "subject_names": ["Svenska"], "from_year": 1, "to_year": 3,
        "vat_percent": "6",
    },
)  # fmt: skip
MAKERS = ("Förlaget Linden", "Kunskapsgården", "Norrsken Läromedel", "Förlaget Linden", "Kunskapsgården")


def furnish() -> dict[str, Title]:
    """The titles, by name; the first needs data and has a receiver."""
    linden = school_ground.supplier()
    made: dict[str, Title] = {}
    for facts, maker in zip(EVERY, MAKERS, strict=True):
        supplier = Supplier.objects.filter(name=maker).first() or Supplier.objects.create(name=maker)
        values = {"school_types": ["GR"], **facts, "price": Decimal(str(facts["price"]))}
        if supplier == linden:
            values["receiver"] = school_ground.receiver()
        made[str(facts["name"])] = Title.objects.create(supplier=supplier, **values)
    return made
