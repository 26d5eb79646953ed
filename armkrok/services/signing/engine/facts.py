"""Plain data that goes into the engine's heavier parts and comes out of them. Importing it costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

Language = Literal["sv", "en"]
ImageKind = Literal["png", "webp"]
MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """What an upload may cost. Sizes in bytes."""

    size: int = 50 * MEGABYTE
    pages: int = 5000
    unpacked: int = 1024 * MEGABYTE
    unpacked_stream: int = 384 * MEGABYTE


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class Rebuilt:
    """The clean file. ``removed`` holds sorted codes of what was taken out:

    ``earlier_revisions``, ``javascript``, ``launch``, ``actions``, ``additional_actions``, ``open_action``,
    ``embedded_files``, ``form_fields``, ``xfa``, ``optional_content``, ``rich_media``, ``annotations``
    (comments whose look became part of the page), ``external_content``, ``repaired`` (a damaged file).
    """

    sha256: str
    size: int
    pages: int
    removed: tuple[str, ...]
    title: str


@dataclass(frozen=True)
class PageImage:
    """An encoded picture of a page; sizes in pixels."""

    content: bytes
    media_type: str
    width: int
    height: int


@dataclass(frozen=True)
class FontFiles:
    """Font files in order of preference; the first that has a character draws it. TTF or (variable) WOFF2."""

    regular: tuple[Path, ...]
    bold: tuple[Path, ...]

    @classmethod
    def in_packages(cls, node_modules: Path) -> FontFiles:
        """Hanken Grotesk with DejaVu Sans behind it, where npm installs them."""
        hanken = node_modules / "@fontsource-variable" / "hanken-grotesk" / "files"
        dejavu = node_modules / "dejavu-fonts-ttf" / "ttf"
        own = tuple(hanken / f"hanken-grotesk-{part}-wght-normal.woff2" for part in ("latin", "latin-ext"))
        return cls(regular=(*own, dejavu / "DejaVuSans.ttf"), bold=(*own, dejavu / "DejaVuSans-Bold.ttf"))


@dataclass(frozen=True)
class Place:
    """Where a signature's box lies: a page (the first is 0), and a rectangle in points.

    It is counted from the lower left of the page as it is shown, turned and cropped.
    """

    page: int
    x: float
    y: float
    width: float = 196.0
    height: float = 40.0


@dataclass(frozen=True)
class Vouched:
    """That a person signed by hand before the page was made: who registered it, and the day she signed."""

    by: str
    day: date


@dataclass(frozen=True)
class Signatory:
    """A person with a box: at ``place``, or else on the signature page. ``field`` names the field.

    ``on_paper`` is written in the box of one who has signed by hand; nobody will sign there.
    """

    name: str
    role: str = ""
    place: Place | None = None
    field: str = ""
    on_paper: Vouched | None = None


@dataclass(frozen=True)
class PageFacts:
    """What the signature page tells about the document."""

    document: str
    organisation: str
    sender: str
    verify_url: str
    language: Language = "sv"


@dataclass(frozen=True)
class Prepared:
    """A file ready to be signed. ``fields`` are in the order of the signatories.

    ``document_sha256`` is of the clean document as people were shown it, before the signature page.
    """

    document_sha256: str
    sha256: str
    size: int
    pages: int
    signature_pages: int
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Signer:
    """Who signed the original, as text. ``when`` is ready to print."""

    name: str
    role: str
    when: str


@dataclass(frozen=True)
class CopyFacts:
    """What a copy for publication tells of its original; ``signed_sha256`` is of the signed file."""

    document: str
    organisation: str
    signed_sha256: str
    signers: tuple[Signer, ...]


@dataclass(frozen=True)
class Derived:
    """A copy for publication. ``covered``: personal numbers painted over.

    ``without_text``: pages (first is 1) with nothing to look through, perhaps scanned; somebody must look.
    """

    sha256: str
    size: int
    pages: int
    covered: int
    without_text: tuple[int, ...]


@dataclass(frozen=True)
class SignedFacts:
    """What an already signed file holds. ``code`` is "may_add" or why nothing may be added.

    ``page_sizes`` are widths and heights in points, ``signers`` the names in the certificates, oldest first,
    ``sealed`` whether there is a document time stamp, ``certified`` the DocMDP level (1 to 3).
    """

    sha256: str
    size: int
    pages: int
    page_sizes: tuple[tuple[float, float], ...]
    signers: tuple[str, ...]
    sealed: bool
    certified: int | None
    code: str

    def may_add(self, *, visible: bool) -> bool:
        """Whether more signatures may be added, in visible boxes or without."""
        return self.code == "may_add" or (self.code == "certified_visible" and not visible)


@dataclass(frozen=True)
class AsIs:
    """An already signed file with empty fields added. ``fields`` are in the order of the places."""

    sha256: str
    size: int
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Cut:
    """An earlier revision: whose signature it ends with, and how many signatures it holds."""

    sha256: str
    size: int
    signer: str
    signatures: int


@dataclass(frozen=True)
class SheetPaper:
    """A document of a sheet to sign by hand; ``sha256`` is of the file as everybody was shown it."""

    title: str
    sha256: str


@dataclass(frozen=True)
class SheetFacts:
    """What a sheet to sign by hand says. ``what``: signer, approver or reader. ``name`` may be empty.

    ``contact`` is where the paper is handed in, ready to print; ``attestation`` words that the law wants.
    """

    title: str
    organisation: str
    contact: str
    code: str
    verify_url: str
    what: str
    name: str
    role: str
    attestation: str
    papers: tuple[SheetPaper, ...]
    language: Language = "sv"


@dataclass(frozen=True)
class ReportPart:
    """A heading in the margin, with lines beside it; the first line stands out."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class ReportSheet:
    """The words of a report, ready to be set. ``folio`` has places for the page and the number of pages."""

    title: str
    lead: str
    parts: tuple[ReportPart, ...]
    folio: str
    language: Language = "sv"
