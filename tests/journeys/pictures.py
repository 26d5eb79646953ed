"""`make pictures`: draws the pictures of README and manual anew, from a running Armkrok with our people."""

import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import django
import pypdfium2 as pdfium
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from armkrok.kit.days import today
from tests.journeys.browsing import Somebody, opened, pdf
from tests.journeys.conftest import ARGUMENTS, CHROMIUM
from tests.journeys.over_http import TOWN, Caller, logged_in
from tests.journeys.server import Place, running

TARGET = Path(__file__).resolve().parents[2] / "docs" / "pictures"
LAPTOP, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
COLOURS = 160
NAME = "Protokoll, samverkansgruppen"
SIGNED = ("lars-ake", "amina", "elif", "ingrid", "ante", "sven", "omar")
OPENED = ("karin", "jonas", "asa")
DEMO = "Protokoll, lokal samverkansgrupp"

Open = Callable[..., Somebody]


def main() -> int:
    """Draw all of them; nothing is kept but the pictures."""
    with tempfile.TemporaryDirectory(prefix="armkrok-pictures-") as folder:
        os.environ["ARMKROK_HOME"] = folder
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "armkrok.site.settings")
        django.setup()
        with running(None, Path(folder), 8000) as place, browser() as chromium:
            draw(place, lambda key="", **options: opened(chromium, place, key, **options))
    return 0


@contextmanager
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


def draw(place: Place, at: Open) -> None:
    """Amina asks the group of twenty; some have signed and some have read."""
    amina = logged_in(place, "amina")
    draft = amina.draft(NAME, content=paper())
    at_amina = at("amina")
    at_amina.goto(f"{TOWN}ny/{draft}/personer/")
    at_amina.press("Lägg till gruppen")
    shoot(at_amina, "new-people-1280")
    group = finish(amina, draft)
    at_karin = at("karin")
    at_karin.goto("/mina/")
    shoot(at_karin, "mina-1280")
    for key in SIGNED:
        logged_in(place, key).sign(group)
    for key in OPENED:
        logged_in(place, key).get(f"{TOWN}{group}/skriv-under/")
    at_amina.goto(f"{TOWN}{group}/")
    shoot(at_amina, "progress-1280")
    signing(place, at, at_karin)


def signing(place: Place, at: Open, at_karin: Somebody) -> None:
    """The demo's own minutes, from the phone to the check."""
    phone = at("karin", viewport=PHONE, has_touch=True)
    phone.goto("/mina/")
    phone.page.locator("a.ds-button", has_text=DEMO).click()
    phone.page.wait_for_load_state("networkidle")
    shoot(phone, "sign-360")
    request_id = phone.path().split("/")[-3]
    at_karin.goto(f"{TOWN}{request_id}/skriv-under/")
    at_karin.press("Skriv under med BankID")
    at_karin.page.get_by_role("img", name="QR-kod").wait_for()
    shoot(at_karin, "bankid-1280")
    for key in ("karin", "elif", "mikael"):
        logged_in(place, key).sign(request_id)
    place.mails("karin.sjoberg@sundby.example", f"Klart: {DEMO}")
    phone.goto(f"{TOWN}{request_id}/klart/")
    shoot(phone, "done-360")
    check(at(), logged_in(place, "karin").get(f"{TOWN}{request_id}/1/fil/").content)


def check(stranger: Somebody, content: bytes) -> None:
    """The public page, and the signature page itself."""
    stranger.goto("/verifiera/")
    stranger.page.get_by_label("Fil att kontrollera").set_input_files([pdf(f"{DEMO}.pdf", content)])
    stranger.press("Kontrollera filen")
    stranger.heading("Dokumentet är underskrivet och oförändrat")
    shoot(stranger, "verify-1280")
    document = pdfium.PdfDocument(content)
    document.init_forms()
    keep(document[len(document) - 1].render(scale=1.4, may_draw_forms=True).to_pil(), "signature-page")


def paper() -> bytes:
    """Minutes with something in them."""
    from armkrok.services.signing.demo import minutes

    return minutes()


def finish(amina: Caller, draft: str) -> str:
    """The steps after the people."""
    amina.get(f"{TOWN}ny/{draft}/personer/")
    amina.submit("/personer/", deed="next")
    sign_by = (today() + timedelta(days=6)).isoformat()
    amina.submit("/meddelande/", sign_by=sign_by, message="Hej! Läs gärna § 3 en extra gång.")
    amina.submit("/skicka/")
    return draft


def shoot(somebody: Somebody, name: str) -> None:
    """What the screen shows now."""
    keep(Image.open(io.BytesIO(somebody.page.screenshot())), name)


def keep(image: Image.Image, name: str) -> None:
    """A small PNG: few colours are enough for pages."""
    TARGET.mkdir(parents=True, exist_ok=True)
    image.convert("RGB").quantize(COLOURS).save(TARGET / f"{name}.png", optimize=True)


if __name__ == "__main__":
    sys.exit(main())
