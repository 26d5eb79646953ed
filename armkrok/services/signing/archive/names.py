"""File names that every system can unpack; people's own names are kept as far as they are safe."""

from __future__ import annotations

import re
import unicodedata

_LONGEST = 80
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)$")
_SWEDISH = str.maketrans({"å": "a", "ä": "a", "ö": "o", "Å": "A", "Ä": "A", "Ö": "O", "ß": "ss", "ø": "o"})


def safe_name(name: str) -> str:
    """ASCII letters, digits, dot, hyphen and underscore; never empty, hidden, reserved or over 80 long.

    E-archives differ in what they take; these characters stand in every one's list (POSIX 3.282).
    """
    plain = unicodedata.normalize("NFKD", name.translate(_SWEDISH)).encode("ascii", "ignore").decode()
    stem, dot, ending = re.sub(r"[^A-Za-z0-9._-]+", "-", plain).strip(".-_").rpartition(".")
    stem, ending = (stem, ending) if dot and 0 < len(ending) <= 5 else (f"{stem}{dot}{ending}", "")
    stem = re.sub(r"\.{2,}", ".", stem).strip(".-_")[:_LONGEST] or "fil"
    if _RESERVED.match(stem):
        stem = f"_{stem}"
    return f"{stem}.{ending}" if ending else stem


class Taken:
    """Gives each member of a package a path of its own; paths differ by more than case."""

    def __init__(self) -> None:
        self._paths: set[str] = set()

    def path(self, folder: str, name: str) -> str:
        """A free path in the folder for a file with this name."""
        safe = safe_name(name)
        stem, dot, ending = safe.rpartition(".")
        stem, ending = (stem, ending) if dot else (safe, "")
        for number in range(1, 10_000):
            mark = "" if number == 1 else f"-{number}"
            path = f"{folder}/{stem}{mark}{dot}{ending}"
            if path.lower() not in self._paths:
                self._paths.add(path.lower())
                return path
        raise ValueError("too many files with one name")
