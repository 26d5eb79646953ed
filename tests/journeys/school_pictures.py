"""The manual's pictures of Elever och läromedel and of Informationsutbyte."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys import school_scene
from tests.journeys.browsing import Somebody
from tests.journeys.scene import ID, Scene
from tests.journeys.school_scene import EXCHANGE, RECEIVERS, SCHOOL, TITLES

TABLET = {"width": 768, "height": 1024}

Open = Callable[..., Somebody]
Shoot = Callable[[Somebody, str], None]


def draw(scene: Scene, at: Open, shoot: Shoot) -> None:
    """From the catalogue to what a guardian is told."""
    school_scene.supplied(scene)
    elif_ = at("elif", viewport=TABLET, has_touch=True)
    elif_.goto(f"{TITLES}?q=matematik")
    shoot(elif_, "skola-laromedel-768")
    ordering(elif_, shoot)
    karin = at("karin")
    karin.goto(scene.link("karin", f"{SCHOOL}godkanna/", f"/godkanna/{ID}/"))
    shoot(karin, "skola-godkanna-1280")
    elif_.goto(scene.link("elif", f"{SCHOOL}klasser/", f"/klasser/{ID}/"))
    shoot(elif_, "skola-klass-768")
    pages = (
        ("elif", f"{SCHOOL}klasser/", "klasser"),
        ("nadia", f"{SCHOOL}licenser/", "licenser"),
        ("sara", RECEIVERS, "mottagare"),
        ("sara", scene.link("sara", RECEIVERS, f"/mottagare/{ID}/"), "mottagaren"),
        ("sara", scene.link("sara", f"{EXCHANGE}?visa=done,soon", f"/avtal/{ID}/"), "avtal"),
        ("inga", f"{SCHOOL}skyddade/", "skyddade"),
    )
    for key, address, name in pages:
        somebody = at(key)
        somebody.goto(address)
        shoot(somebody, f"skola-{name}-1280")
    running(scene, at("sara"), shoot)
    told(at("mikael"), shoot)


def ordering(elif_: Somebody, shoot: Shoot) -> None:
    """The three steps, as far as the review."""
    elif_.page.get_by_role("button", name="Välj Räkna vidare 8").click()
    for group in ("8A", "8B"):
        elif_.page.get_by_role("checkbox", name=group).check()
    expect(elif_.page.locator("#summa")).to_contain_text("8A, 8B")
    shoot(elif_, "skola-klasser-valda-768")
    elif_.page.get_by_label("När behöver eleverna läromedlet?").fill("2027-01-11")
    elif_.page.get_by_label("Varför behövs det?").fill("Vi har provat i 8A. Ordlistan hjälper de nyanlända.")
    elif_.press("Räkna ihop och granska")
    elif_.heading("Stämmer beställningen?")
    shoot(elif_, "skola-granska-768")


def running(scene: Scene, sara: Somebody, shoot: Shoot) -> None:
    """The run that the order led to: the newest that sent anything."""
    caller = scene.caller("sara")
    caller.get(scene.link("sara", RECEIVERS, f"/mottagare/{ID}/"))
    sent = caller.tree.xpath("//tr[td[last()][normalize-space() != '0']]//a[contains(@href, '/korningar/')]")
    sara.goto(sent[0].get("href"))
    expect(sara.page.get_by_text("Klar", exact=True)).to_be_visible()
    shoot(sara, "skola-korning-1280")


def told(mikael: Somebody, shoot: Shoot) -> None:
    """What is known of his child, and who has been given what."""
    mikael.goto(f"{SCHOOL}mina-uppgifter/")
    shoot(mikael, "skola-utdrag-1280")
