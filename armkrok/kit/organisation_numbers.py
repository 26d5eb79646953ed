"""Swedish organisation numbers (organisationsnummer), written 212000-1234.

Source: lagen (1974:174) om identitetsbeteckning för juridiska personer m.fl. and Skatteverket's brochure
SKV 709: ten digits, the first tells the kind of legal person, the third is at least 2 (so that it never looks
like a personal number), the last is a check digit.
"""

import re

from armkrok.kit.numbers import luhn

_WRITTEN = re.compile(r"(?:16)?([1-9]\d[2-9]\d{3})-?(\d{4})", re.ASCII)


class NotAnOrganisationNumber(ValueError):
    """The text is not an organisation number."""


def organisation_number(text: str) -> str:
    """The number as 212000-1234, from any usual way of writing; raises NotAnOrganisationNumber.

    The twelve digits of some systems begin with 16.
    """
    match = _WRITTEN.fullmatch(re.sub(r"\s", "", re.sub("[\u2010-\u2015\u2212]", "-", text)))
    if match is None:
        raise NotAnOrganisationNumber
    first, last = match.groups()
    if luhn(first + last[:3]) != int(last[3]):
        raise NotAnOrganisationNumber
    return f"{first}-{last}"
