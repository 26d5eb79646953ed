"""ONIX for Books 3.0 and 3.1: elements by their reference names, whether the file has those or short tags."""

from functools import cache

from lxml import etree

SHORT = {
    "RecordReference": "a001", "NotificationType": "a002", "ProductIDType": "b221", "IDValue": "b244",
    "ProductForm": "b012", "ProductFormFeatureType": "b334", "ProductFormFeatureValue": "b335",
    "TitleType": "b202", "TitleElementLevel": "x409", "TitleText": "b203", "TitlePrefix": "b030",
    "TitleWithoutPrefix": "b031", "Subtitle": "b029", "PartNumber": "x410", "EditionType": "x419",
    "EditionNumber": "b057", "EditionStatement": "b058", "LanguageRole": "b253", "LanguageCode": "b252",
    "SubjectSchemeIdentifier": "b067", "SubjectSchemeName": "b171", "SubjectCode": "b069",
    "SubjectHeadingText": "b070", "AudienceRangeQualifier": "b074", "AudienceRangePrecision": "b075",
    "AudienceRangeValue": "b076", "EpubUsageType": "x318", "EpubUsageStatus": "x319", "Quantity": "x320",
    "EpubUsageUnit": "x321", "TextType": "x426", "Text": "d104", "PublisherName": "b081",
    "PublishingRole": "b291", "ImprintName": "b079", "PublishingStatus": "b394",
    "PublishingDateRole": "x448", "Date": "b306", "PriceType": "x462", "PriceAmount": "j151",
    "CurrencyCode": "j152", "TaxRatePercent": "x472", "TaxType": "x470",
}  # fmt: skip


def local(element: etree._Element) -> str:
    """The element's name without its namespace; empty for comments and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def is_called(element: etree._Element, name: str) -> bool:
    """Whether it is the element of that reference name. A composite's short tag is the name in lower case."""
    return local(element) in (name, SHORT.get(name, name.lower()))


@cache
def _tags(name: str) -> tuple[str, str]:
    return f"{{*}}{name}", f"{{*}}{SHORT.get(name, name.lower())}"


def every(element: etree._Element | None, *path: str) -> list[etree._Element]:
    """Elements along the path of reference names, in the order of the file."""
    found = [element] if element is not None else []
    for name in path:  # lxml compares the names in C: a product is asked some seventy times
        found = [child for parent in found for child in parent.iterchildren(*_tags(name))]
    return found


def text(element: etree._Element | None, *path: str) -> str:
    """The words of the first element along the path, marks and line breaks taken away; empty without one."""
    for found in every(element, *path):
        whole = "".join(str(part) for part in found.itertext()) if len(found) else found.text or ""
        return " ".join(whole.split())
    return ""
