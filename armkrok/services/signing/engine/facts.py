"""Plain data that goes into the engine's heavier parts and comes out of them. Importing it costs nothing."""

from __future__ import annotations

from dataclasses import dataclass
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
class Signatory:
    """A person with a box on the signature page."""

    name: str
    role: str = ""


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
