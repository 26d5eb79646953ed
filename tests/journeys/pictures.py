"""`make pictures`: draws the pictures of README and manual anew, from a running Armkrok with our people."""

import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import django
import pypdfium2 as pdfium
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from armkrok.kit.days import today
from armkrok.site import towns
from tests.journeys import school_pictures
from tests.journeys.browsing import Somebody, opened, pdf
from tests.journeys.conftest import ARGUMENTS, CHROMIUM
from tests.journeys.over_http import TOWN, logged_in
from tests.journeys.scene import Scene
from tests.journeys.server import Place, running

TARGET = Path(__file__).resolve().parents[2] / "docs" / "pictures"
LAPTOP, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
COLOURS = 96
NAME, CONTRACT = "Protokoll, samverkansgruppen", "Samverkansavtal"
DEMO, CULTURE = "Protokoll, lokal samverkansgrupp", "Protokoll, kultur"

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
    """All pages of the manual, from the demo's own examples."""
    scene, amina = Scene(place), at("amina")
    asking(scene, amina)
    amina.goto(scene.shown(CONTRACT))
    shoot(amina, "progress-1280")
    minutes_put_up(scene, amina)
    keeping(at("sara"))
    at_karin = at("karin")
    at_karin.goto("/mina/")
    shoot(at_karin, "mina-1280")
    many = at("karin", viewport=PHONE, has_touch=True)
    many.goto(f"{TOWN}flera/")
    for box in many.page.locator("main input[type=checkbox]").all():
        box.check()
    many.page.evaluate("scrollTo(0, 0)")
    shoot(many, "batch-360")
    signing(place, at, at_karin)
    school_pictures.draw(scene, at, shoot)


def asking(scene: Scene, amina: Somebody) -> None:
    """People, boxes on a page, and a list with an error."""
    caller = scene.caller("amina")
    draft = caller.draft(NAME, content=paper())
    amina.goto(f"{TOWN}ny/{draft}/personer/")
    amina.press("Lägg till gruppen")
    shoot(amina, "new-people-1280")
    boxed = caller.draft("Avtal om lokal", content=paper())
    for key in ("karin", "sven"):
        caller.add_outsider(towns.person(key))
    amina.goto(f"{TOWN}ny/{boxed}/rutor/1/")
    for way, times in (("ArrowUp", 7), ("ArrowUp", 5)):
        put_box(amina, way, times)
    amina.page.evaluate("document.querySelector('h1').scrollIntoView()")
    shoot(amina, "boxes-1280")
    amina.goto(f"{TOWN}ny/{scene.listed_draft()}/lista/granska/")
    shoot(amina, "list-1280")
    amina.goto(f"{TOWN}dokumenttyper/minutes-board/")
    shoot(amina, "type-1280")


def put_box(amina: Somebody, way: str, times: int) -> None:
    """The next person's box on this page, moved a bit."""
    amina.page.get_by_role("button", name="Lägg rutan på den här sidan").first.click()
    amina.page.wait_for_load_state("networkidle")
    amina.page.locator("[data-ak-box]").last.focus()
    for _ in range(times):
        amina.page.keyboard.press(f"Shift+{way}")
    amina.page.locator(":focus").blur()


def minutes_put_up(scene: Scene, amina: Somebody) -> None:
    """The board's minutes when their announcement is up."""
    address = scene.shown(CULTURE)
    amina.goto(f"{address}anslag/")
    amina.page.locator("input[type=date]").first.fill(today().isoformat())
    amina.press("Det är anslaget")
    amina.goto(address)
    shoot(amina, "minutes-1280", "section:has(#vagen)")


def keeping(sara: Somebody) -> None:
    """What Sara looks after."""
    for address, name in (("gallring/", "retention-1280"), ("statistik/", "statistics-1280")):
        sara.goto(f"{TOWN}forvalta/{address}")
        shoot(sara, name)


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
    at_karin.press("Avbryt")
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


def shoot(somebody: Somebody, name: str, part: str = "main") -> None:
    """What the screen shows now, down to the end of its content; or a part of the page alone."""
    if part != "main":
        keep(Image.open(io.BytesIO(somebody.page.locator(part).first.screenshot())), name)
        return
    image = Image.open(io.BytesIO(somebody.page.screenshot()))
    box = somebody.page.locator(part).first.bounding_box()
    end = min(image.height, round(box["y"] + box["height"])) if box else image.height
    keep(image.crop((0, 0, image.width, end)), name)


def keep(image: Image.Image, name: str) -> None:
    """A small PNG: few colours are enough for pages."""
    TARGET.mkdir(parents=True, exist_ok=True)
    image.convert("RGB").quantize(COLOURS).save(TARGET / f"{name}.png", optimize=True)


if __name__ == "__main__":
    sys.exit(main())
