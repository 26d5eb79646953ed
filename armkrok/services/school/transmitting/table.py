"""Orders as files, for suppliers and systems that take them so."""

import csv
import io
import json
from collections.abc import Mapping
from typing import Any

from armkrok.kit.spreadsheets import plain

COLUMNS = (
    "number", "buyer", "organisation_number", "gln", "vat_number", "contact", "email", "unit", "unit_code",
    "cost_centre", "wanted_on", "isbn", "article", "title", "edition", "scope", "quantity", "price",
    "vat_percent", "starts_on", "ends_on", "renewal_ref",
)  # fmt: skip


def as_json(document: Mapping[str, Any]) -> bytes:
    """As the order API has it."""
    return json.dumps(document, ensure_ascii=False, indent=2).encode()


def as_csv(document: Mapping[str, Any]) -> bytes:
    """One row for each line of the order; semicolons and a byte order mark, so that Excel reads å, ä, ö."""
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, delimiter=";", extrasaction="ignore")
    writer.writeheader()
    for line in document["lines"]:
        row = {**_head(document), **line}
        writer.writerow({name: plain(str(row.get(name) or "")) for name in COLUMNS})
    return out.getvalue().encode("utf-8-sig")


def _head(document: Mapping[str, Any]) -> dict[str, Any]:
    buyer, contact, unit = document["buyer"], document["contact"], document["unit"]
    return {
        **{name: buyer[name] for name in ("organisation_number", "gln", "vat_number")},
        **{name: document[name] for name in ("number", "cost_centre", "wanted_on")},
        "buyer": buyer["name"],
        "contact": contact["name"],
        "email": contact["email"],
        "unit": unit["name"],
        "unit_code": unit["code"],
    }
