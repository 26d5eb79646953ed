"""ISBN, the international standard book number (ISO 2108)."""

import re


def is_isbn(text: str) -> bool:
    """Whether it is a whole ISBN of ten or thirteen digits with the right check digit; hyphens may stand."""
    digits = re.sub(r"[\s-]", "", text).upper()
    if re.fullmatch(r"\d{9}[\dX]", digits):
        numbers = [10 if c == "X" else int(c) for c in digits]
        return sum(weight * n for weight, n in zip(range(10, 0, -1), numbers, strict=True)) % 11 == 0
    if not re.fullmatch(r"97[89]\d{10}", digits):
        return False
    return _weighed(digits) % 10 == 0


def isbn_13(text: str) -> str:
    """The digits of an ISBN, whole or begun: without hyphens, and ten digits made thirteen. Else empty."""
    digits = re.sub(r"[\s-]", "", text).upper()
    if re.fullmatch(r"97[89]\d{0,10}", digits):
        return digits
    if not re.fullmatch(r"\d{9}[\dX]", digits):
        return ""
    body = f"978{digits[:9]}"
    return f"{body}{-_weighed(body) % 10}"


def _weighed(digits: str) -> int:
    return sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
