"""One of everything that a page can show, made over HTTP."""

import contextlib
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pypdfium2 as pdfium

from armkrok.site import towns
from tests.journeys.over_http import TOWN, Caller, logged_in
from tests.journeys.server import Place

ADMINISTRATION = "/sundby/installningar/"


@dataclass
class Scene:
    """Addresses by name; each is made when first asked for."""

    place: Place
    kept: dict[str, str] = field(default_factory=dict)

    def caller(self, key: str) -> Caller:
        """The person over HTTP."""
        return logged_in(self.place, key)

    def draft(self) -> str:
        """Amina's draft with one person, ready to be sent."""
        if "draft" not in self.kept:
            amina = self.caller("amina")
            self.kept["draft"] = amina.draft("Protokoll som inte är skickat")
            amina.add_outsider(towns.person("sven"))
        return self.kept["draft"]

    def open(self) -> str:
        """Amina has asked Karin and herself."""
        if "open" not in self.kept:
            self.kept["open"] = self.caller("amina").ask("Protokoll som väntar", "karin", "amina")
        return self.kept["open"]

    def declined(self) -> str:
        """Karin has said no."""
        if "declined" not in self.kept:
            request_id = self.kept["declined"] = self.caller("amina").ask(
                "Protokoll med fel", "karin", "elif"
            )
            karin = self.caller("karin")
            karin.get(f"{TOWN}{request_id}/nej/")
            karin.submit("/nej/", reason="Paragraf 3 saknas.")
        return self.kept["declined"]

    def completed(self) -> str:
        """Karin and Amina have signed."""
        if "completed" not in self.kept:
            request_id = self.kept["completed"] = self.caller("amina").ask(
                "Klart protokoll", "karin", "amina"
            )
            self.caller("karin").sign(request_id)
            self.caller("amina").sign(request_id)
        return self.kept["completed"]

    def code_address(self) -> str:
        """What the QR code on the completed document's signature page says."""
        if "code" not in self.kept:
            content = self.caller("karin").get(f"{TOWN}{self.completed()}/1/fil/").content
            self.kept["code"] = urlsplit(printed_link(content)).path
        return self.kept["code"]

    def first(self, listed: str, wanted: str = "") -> str:
        """The first thing that a page of the settings links to."""
        sara = self.caller("sara")
        sara.get(ADMINISTRATION + listed)
        form = re.compile(rf"{ADMINISTRATION}{wanted or listed}[0-9a-f-]{{36}}/$")
        return next(str(link) for link in sara.tree.xpath("//main//a/@href") if form.match(link))


def printed_link(content: bytes) -> str:
    """The address of the check, printed on the signature page; put together from its lines."""
    with contextlib.closing(pdfium.PdfDocument(content)) as document:
        words = "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)
    found = re.search(r"https?://[^/]+/verifiera/[a-z-]+/[A-Za-z0-9-]+/", words)
    assert found, words
    return found.group()
