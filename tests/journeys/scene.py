"""One of everything that a page can show, made over HTTP."""

import contextlib
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

import pypdfium2 as pdfium

from armkrok.site import towns
from tests.journeys.over_http import TOWN, Caller, logged_in
from tests.journeys.server import Place
from tests.support.papers import minutes

ADMINISTRATION = "/sundby/installningar/"
ID = "[0-9a-f-]{36}"
PATIENCE = 60.0


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

    def on_paper(self) -> str:
        """Where Amina can take back that Lo has signed on paper; Elif has not answered."""
        amina = self.caller("amina")
        page = f"{TOWN}{amina.ask('Protokoll på papper', 'lo', 'elif')}/papper/"
        answer = self.link("amina", page, f"/papper/{ID}/")
        amina.get(answer)
        known = {"reason": "no_eid", "identified": "Visade körkort", "vouched": "on"}
        amina.submit(answer, files={"file": ("Papper.pdf", minutes(), "application/pdf")}, **known)
        return self.link("amina", page, f"/papper/{ID}/angra/")

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
        return self.link("sara", ADMINISTRATION + listed, f"{wanted or listed}{ID}/")

    def link(self, key: str, page: str, ending: str) -> str:
        """The first link of a page, as somebody sees it, whose address ends so."""
        visitor = self.caller(key)
        visitor.get(page)
        form = re.compile(rf"/sundby/.*{ending}$")
        return next(str(link) for link in visitor.tree.xpath("//main//a/@href") if form.match(link))

    def shown(self, title: str) -> str:
        """The address of the demo's own request whose title begins so, as Amina has it."""
        if title not in self.kept:
            address = self.link("amina", f"{TOWN}?{urlencode({'q': title})}", f"/{ID}/")
            self.kept[title] = urlsplit(address).path
        return self.kept[title]

    def part(self, title: str, deed: str) -> str:
        """Amina's page to change somebody's part in the demo's request."""
        return self.link("amina", self.shown(title), f"/person/{ID}/{deed}/")

    def paper(self, title: str, deed: str = "") -> str:
        """Amina's page to register somebody's answer on paper in the demo's request."""
        return self.link("amina", f"{self.shown(title)}papper/", f"/papper/{ID}/{deed}")

    def bulk(self) -> str:
        """The demo's sending to many."""
        return self.link("amina", f"{TOWN}massutskick/", f"/massutskick/{ID}/")

    def template(self) -> str:
        """The demo's template."""
        return self.link("amina", f"{TOWN}mallar/", f"/mallar/{ID}/")

    def minutes_draft(self) -> str:
        """Amina's draft of a board's minutes."""
        if "minutes" not in self.kept:
            amina = self.caller("amina")
            self.kept["minutes"] = amina.draft("Protokoll från nämnden")
            amina.get(f"{TOWN}ny/{self.kept['minutes']}/typ/")
            amina.submit("/typ/", type_key="minutes-board")
        return self.kept["minutes"]

    def listed_draft(self) -> str:
        """Amina's draft with a list of two, one of them without a number."""
        if "listed" not in self.kept:
            amina = self.caller("amina")
            self.kept["listed"] = amina.draft("Avtal till många")
            amina.get(f"{TOWN}ny/{self.kept['listed']}/lista/")
            amina.submit("/lista/", files={"file": ("lista.csv", people_list("jonas"), "text/csv")})
        return self.kept["listed"]

    def package(self) -> str:
        """The page for the receipt of the package that the demo has made for the e-archive."""
        if "package" not in self.kept:
            sara, end = self.caller("sara"), time.monotonic() + PATIENCE
            page = self.link("sara", f"{TOWN}forvalta/arkiv/?visa=alla&q=kulturn", f"/arkiv/{ID}/")
            sara.get(page)
            sara.submit("/leverera/")
            while "package" not in self.kept and time.monotonic() < end:
                with contextlib.suppress(StopIteration):
                    self.kept["package"] = self.link("sara", page, "/kvittens/")
        return self.kept["package"]

    def stamped(self) -> str:
        """A file that Sara may let the organisation's seal be put on."""
        sara = self.caller("sara")
        sara.get(f"{TOWN}stampla/")
        sara.submit("/stampla/", files={"file": ("Intyg.pdf", minutes(), "application/pdf")})
        return sara.path

    def client(self, ending: str = "") -> str:
        """The page of a system that Sara lets in."""
        if "client" not in self.kept:
            sara, address = self.caller("sara"), f"{ADMINISTRATION}system/"
            sara.get(address)
            sara.submit("/system/", name="Ärendesystemet", scopes=["signing.send"])
            sara.submit_here(address)
            self.kept["client"] = self.link("sara", address, f"/system/{ID}/")
        return self.kept["client"] + ending

    def culling(self) -> str:
        """Sara's decision to cull what may go."""
        if "culling" not in self.kept:
            sara = self.caller("sara")
            sara.get(f"{TOWN}forvalta/gallring/")
            sara.submit("/gallring/", reference="Dokumenthanteringsplanen 4.2", sure="on")
            self.kept["culling"] = sara.path
        return self.kept["culling"]

    def batch(self) -> str:
        """Karin has signed the demo's contract of employment and her duties with one act."""
        if "batch" not in self.kept:
            karin = self.caller("karin")
            self.kept["batch"] = karin.sign_many("Anställningsavtal", "Fördelning")
        return self.kept["batch"]

    def staff_list(self) -> str:
        """A list of staff that Sara is looking at: a newcomer, a change and a line with a fault."""
        sara = self.caller("sara")
        sara.get(f"{ADMINISTRATION}medarbetare/lista/")
        karin = towns.person("karin")
        rows = ["Personnummer;Namn;E-post;Titel", f"{karin.number};Karin;{karin.email};Skolchef", ";Bo Ek;;"]
        sara.submit("/lista/", pasted="\n".join(rows))
        return sara.path

    def identity_provider(self) -> str:
        """The town's own log-in, closed."""
        if "provider" not in self.kept:
            sara, address = self.caller("sara"), f"{ADMINISTRATION}inloggning/ny/?mall=oidc-municipal"
            sara.get(address)
            known = {"issuer": "https://login.sundby.example", "client_id": "armkrok", "secret": "hemlig"}
            sara.submit_here(address, **known)
            sara.submit_here(address)
            self.kept["provider"] = sara.path
        return self.kept["provider"]

    def receiver(self, ending: str = "") -> str:
        """The demo's system that is told by webhook."""
        return self.link("sara", f"{ADMINISTRATION}aviseringar/", f"/aviseringar/{ID}/") + ending


Way = Callable[[Scene], str]
"""An address, and after a space the button that leads on to the page."""


def people_list(*keys: str) -> bytes:
    """A list for a sending to many, as Excel writes it; its last line lacks the number."""
    rows = ["Namn;E-post;Personnummer"]
    rows += [f"{one.name};{one.email};{one.number}" for one in map(towns.person, keys)]
    return "\r\n".join([*rows, "Bo Ek;bo.ek@sundby.example;"]).encode("cp1252")


def printed_link(content: bytes) -> str:
    """The address of the check, printed on the signature page; put together from its lines."""
    with contextlib.closing(pdfium.PdfDocument(content)) as document:
        words = "".join("".join(page.get_textpage().get_text_bounded().split()) for page in document)
    found = re.search(r"https?://[^/]+/verifiera/[a-z-]+/[A-Za-z0-9-]+/", words)
    assert found, words
    return found.group()
