"""Titles from an ONIX 3 message, product by product: a file of any size is never in memory as a whole.

EDItEUR, ONIX for Books 3.0 and 3.1; numbers of lists are its code lists. Entities, document type definitions
and the network are out of the question. ONIX 2.1 is refused.
"""

import re
from collections.abc import Iterator
from html import unescape
from typing import IO, Any

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from lxml import etree

from armkrok.kit.csv_lists import ListRefused
from armkrok.services.school.importing.onix_tags import every, is_called, local, text
from armkrok.services.school.importing.title_cells import TitleRecord, record

GTIN, ISBN_13 = ("03",), ("15",)
PROPRIETARY = ("01", "02")
DELETED = "05"
NOT_SOLD = ("01", "05", "07", "08", "11", "15", "16", "17")
WITHOUT_VAT = {"05", "01", "03", "08", "41"}
WITH_VAT = {"07", "02", "04", "09", "42"}
FOR_SCREEN_READER, FOR_EARS, EASY_TO_SHAPE = {"52"}, {"20", "51"}, {"24", "36"}
EASY_LANGUAGE = {"SMP", "ETR"}
THEMA = {"93", "94", "95", "96", "97", "98", "99"}
MONTHS, DAYS, WEEKS = ("14", "29"), ("09", "27"), ("13", "28")
MOST_PRODUCTS = 100_000


def read(source: IO[bytes]) -> Iterator[TitleRecord]:
    """The products of a message, each judged; raises ListRefused for what is no ONIX 3, wherever it is."""
    number = 0
    try:
        for product in _products(source):
            number += 1
            if number > MOST_PRODUCTS:
                raise ListRefused(_("Filen har fler än 100 000 produkter. Dela upp den."))
            yield record(number, cells(product))
    except etree.XMLSyntaxError as error:
        line = error.lineno or 0
        raise ListRefused(_("Filen är inte hel XML. Felet är på rad {line}.").format(line=line)) from error
    if not number:
        raise ListRefused(_("Filen har inga produkter."))


def _products(source: IO[bytes]) -> Iterator[etree._Element]:
    """Each product when it is whole; it and what stands before it are then forgotten."""
    parsing = etree.iterparse(
        source, events=("start", "end"), resolve_entities=False, load_dtd=False, no_network=True,
        dtd_validation=False, huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    root: etree._Element | None = None
    for event, element in parsing:
        if root is None:
            root = element
            _demand_onix(root)
        if event == "end" and element.getparent() is root and is_called(element, "Product"):
            yield element
            _forget(element)


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _demand_onix(root: etree._Element) -> None:
    types: Any = root.getroottree().docinfo.internalDTD
    if types is not None and types.entities():
        raise ListRefused(_("Filen har egna entiteter. Sådana tas inte emot."))
    if local(root) not in ("ONIXMessage", "ONIXmessage"):
        raise ListRefused(_("Filen är inte ett meddelande i ONIX."))
    space, release = etree.QName(root).namespace or "", root.get("release", "3.0")
    if "/onix/2" in space or not release.startswith("3."):
        raise ListRefused(_("Filen är en äldre ONIX. Be om ONIX 3.0 eller 3.1."))


def cells(product: etree._Element) -> dict[str, str]:
    """What the product says, in the columns of a table; what it does not say is left out."""
    detail = next(iter(every(product, "DescriptiveDetail")), None)
    found = {
        "isbn": _identifier(product, ISBN_13) or _book_number(product),
        "article": _identifier(product, PROPRIETARY)[:40],
        "name": _title(detail),
        "supplier": _publisher(product),
        "edition": text(detail, "EditionStatement") or text(detail, "EditionNumber"),
        "year": _year(product),
        "description": _description(product),
        "is_digital": _form(detail),
        "accessibility": ",".join(_accessibility(detail)),
        **_subjects(detail),
        **_years(detail),
        **_price(product),
        **_licence(detail),
        "is_offered": "nej" if _is_gone(product) else "",
    }
    kept = {"isbn", "article"}
    return {name: value for name, value in found.items() if value or name in kept}


def _identifier(product: etree._Element, kinds: tuple[str, ...]) -> str:
    """List 5."""
    for one in every(product, "ProductIdentifier"):
        if text(one, "ProductIDType") in kinds:
            return text(one, "IDValue")
    return ""


def _book_number(product: etree._Element) -> str:
    """A GTIN that is an ISBN."""
    gtin = _identifier(product, GTIN)
    return gtin if gtin.startswith(("978", "979")) else ""


def _title(detail: etree._Element | None) -> str:
    """Lists 15 and 149: the distinctive title of the product; with a subtitle, and the part's number."""
    for one in every(detail, "TitleDetail"):
        if text(one, "TitleType") not in ("01", ""):
            continue
        elements = every(one, "TitleElement")
        own = [element for element in elements if text(element, "TitleElementLevel") == "01"] or elements
        for element in own:
            prefix, rest = text(element, "TitlePrefix"), text(element, "TitleWithoutPrefix")
            name = text(element, "TitleText") or f"{prefix} {rest}".strip() or text(element, "PartNumber")
            subtitle = text(element, "Subtitle")
            return f"{name}: {subtitle}" if subtitle else name
    return ""


def _publisher(product: etree._Element) -> str:
    """List 45: 01 publisher."""
    makers = every(product, "PublishingDetail", "Publisher")
    named = [text(one, "PublisherName") for one in makers if text(one, "PublishingRole") in ("01", "")]
    return next(filter(None, named), "") or text(product, "PublishingDetail", "Imprint", "ImprintName")


def _year(product: etree._Element) -> str:
    """List 163: 01 publication date; the year is what it begins with."""
    for one in every(product, "PublishingDetail", "PublishingDate"):
        if text(one, "PublishingDateRole") in ("01", "11"):
            found = re.match(r"\d{4}", text(one, "Date"))
            return found[0] if found else ""
    return ""


def _description(product: etree._Element) -> str:
    """List 153: 02 short description, 03 description; as plain text."""
    contents = every(product, "CollateralDetail", "TextContent")
    texts = {text(one, "TextType"): text(one, "Text") for one in contents}
    return unescape(strip_tags(texts.get("03") or texts.get("02") or ""))[:4000]


def _form(detail: etree._Element | None) -> str:
    """List 150: E digital, D digital on a carrier; A to C and P are things."""
    form = text(detail, "ProductForm")
    return {"": "", "E": "digital", "D": "digital"}.get(form[:1], "tryckt")


def _accessibility(detail: etree._Element | None) -> list[str]:
    """List 79: 09 is a feature of list 196. Our own words for them first, then the codes."""
    features = every(detail, "ProductFormFeature")
    found = [
        text(one, "ProductFormFeatureValue") for one in features if _is(one, "ProductFormFeatureType", "09")
    ]
    codes = [code for code in dict.fromkeys(found) if re.fullmatch(r"\d{2}", code)]
    kinds = {text(one) for one in every(detail, "EditionType")}
    spoken = [
        text(one, "LanguageCode") for one in every(detail, "Language") if _is(one, "LanguageRole", "01")
    ]
    says = {
        "read_aloud": FOR_EARS & {*codes},
        "screen_reader": FOR_SCREEN_READER & {*codes},
        "adaptable_text": EASY_TO_SHAPE & {*codes},
        "easy_swedish": EASY_LANGUAGE & kinds,
        "languages": len(spoken) > 1,
    }
    return [*(word for word, is_so in says.items() if is_so), *codes]


def _is(element: etree._Element, name: str, value: str) -> bool:
    return text(element, name) == value


def _subjects(detail: etree._Element | None) -> dict[str, str]:
    """List 27: 93 to 99 Thema; 24 a scheme of its own, where Skolverket's codes stand under its name."""
    thema, codes, names = [], [], []
    for one in every(detail, "Subject"):
        scheme, code = text(one, "SubjectSchemeIdentifier"), text(one, "SubjectCode")
        if scheme in THEMA and code:
            thema.append(code)
        elif scheme == "24" and "skolverket" in text(one, "SubjectSchemeName").casefold():
            codes += [code] if code else []
            names += [] if code else [text(one, "SubjectHeadingText")]
    found = {"thema": thema, "subjects": codes, "subject_names": [one for one in names if one]}
    return {name: ",".join(dict.fromkeys(several)) for name, several in found.items() if several}


def _years(detail: etree._Element | None) -> dict[str, str]:
    """List 30: 17 is age in years; a Swedish pupil is seven in year 1. Other ranges are other countries'."""
    for one in every(detail, "AudienceRange"):
        if text(one, "AudienceRangeQualifier") != "17":
            continue
        ages = dict(
            zip(
                (text(mark) for mark in every(one, "AudienceRangePrecision")),
                (text(value) for value in every(one, "AudienceRangeValue")),
                strict=False,
            )
        )
        first, last = ages.get("01") or ages.get("03") or "", ages.get("01") or ages.get("04") or ""
        found = {"from_year": _year_of_age(first), "to_year": _year_of_age(last)}
        return {name: year for name, year in found.items() if year}
    return {}


def _year_of_age(age: str) -> str:
    return str(min(9, max(0, int(age) - 6))) if re.fullmatch(r"\d{1,2}", age) and int(age) <= 16 else ""


def _price(product: etree._Element) -> dict[str, str]:
    """List 58, in kronor: the supplier's price without VAT before a recommended one, one with VAT last."""
    prices = [
        one
        for one in every(product, "ProductSupply", "SupplyDetail", "Price")
        if text(one, "CurrencyCode") in ("SEK", "") and text(one, "PriceAmount")
    ]
    for kinds, with_vat in ((WITHOUT_VAT, "nej"), (WITH_VAT, "ja")):
        known = [one for one in prices if text(one, "PriceType") in kinds]
        for one in sorted(known, key=lambda found: text(found, "PriceType") not in ("05", "07")):
            vat = text(one, "Tax", "TaxRatePercent")
            found = {"price": text(one, "PriceAmount"), "price_with_vat": with_vat, "vat_percent": vat}
            return {name: value for name, value in found.items() if value}
    return {}


def _licence(detail: etree._Element | None) -> dict[str, str]:
    """Lists 145 and 147: 07 is a licence for a time; 29 and its like have a start that is fixed."""
    for one in every(detail, "EpubUsageConstraint"):
        if text(one, "EpubUsageType") != "07":
            continue
        for limit in every(one, "EpubUsageLimit"):
            unit, number = text(limit, "EpubUsageUnit"), text(limit, "Quantity")
            months = _months(unit, number)
            if months:
                begins = "läsår" if unit in ("27", "28", "29") else "tilldelning"
                return {"duration_months": months, "starts_on": begins}
    return {}


def _months(unit: str, number: str) -> str:
    if not re.fullmatch(r"\d{1,4}", number):
        return ""
    days = {**dict.fromkeys(DAYS, 1), **dict.fromkeys(WEEKS, 7)}.get(unit)
    months = int(number) if unit in MONTHS else round(int(number) * days / 30.4) if days else 0
    return str(min(120, months)) if months else ""


def _is_gone(product: etree._Element) -> bool:
    """Lists 1 and 64: the record is deleted, or the product no longer sold."""
    status = text(product, "PublishingDetail", "PublishingStatus")
    return text(product, "NotificationType") == DELETED or status in NOT_SOLD
