"""What pages of school and exchange need to have something to show, made over HTTP."""

import time
from collections.abc import Callable
from urllib.parse import urlsplit

from armkrok.kit.days import today
from tests.journeys.scene import ID, Scene

SCHOOL, EXCHANGE = "/sundby/skola/", "/sundby/informationsutbyte/"
TITLES, ORDERS = f"{SCHOOL}laromedel/", f"{SCHOOL}bestallningar/"
RECEIVERS = f"{SCHOOL}mottagare/"
CHILD = "Ståhl"
PATIENCE = 60.0


def once(make: Callable[[Scene], str]) -> Callable[[Scene], str]:
    """Made when first asked for, and then kept with the scene."""

    def kept(scene: Scene) -> str:
        name = make.__name__
        if name not in scene.kept:
            scene.kept[name] = make(scene)
        return scene.kept[name]

    return kept


@once
def order_draft(scene: Scene) -> str:
    """Elif has begun to order the catalogue's first title, for a class of hers."""
    return _drafted(scene, TITLES)


def _drafted(scene: Scene, listed: str) -> str:
    elif_ = scene.caller("elif")
    elif_.get(listed)
    buttons = (form.action for form in elif_.tree.forms if "/lagg-till/" in (form.action or ""))
    elif_.submit(urlsplit(next(buttons)).path)
    order = elif_.path.removesuffix("klasser/")
    box = elif_.tree.xpath("//input[starts-with(@name, 'klass-')]")[0]
    chosen = {box.get("name"): box.get("value"), "motive": "Vi har provat i höst."}
    elif_.submit_here(f"{order}klasser/", wanted_on=today().isoformat(), **chosen)
    return order


@once
def supplied(scene: Scene) -> str:
    """An order of Elif's that Karin has approved and that has reached Petra, as Petra sees it."""
    order = _drafted(scene, f"{TITLES}?q=räkna+vidare+9")
    elif_, karin, petra = scene.caller("elif"), scene.caller("karin"), scene.caller("petra")
    elif_.get(f"{order}granska/")
    elif_.submit_here(f"{order}granska/")
    approval = f"{SCHOOL}godkanna/{order.split('/')[-2]}/"
    karin.get(approval)
    karin.submit_here(approval, decision="yes")
    end, address = time.monotonic() + PATIENCE, f"{SCHOOL}for-leverantorer/"
    while time.monotonic() < end:
        petra.get(address)
        if found := petra.tree.xpath("//main//tbody//a/@href"):
            return str(found[0])
        time.sleep(0.5)
    raise AssertionError("Petra never got the order")


@once
def list_of_titles(scene: Scene) -> str:
    """A list of titles that Nadia is looking at: one new, one with a fault."""
    nadia = scene.caller("nadia")
    rows = [
        "Titel;Förlag;ISBN;Pris;Moms;Pris per;Årskurs",
        "Stjärnhimlen;Norrsken Läromedel;978-91-660-0900-0;89;25;elev;5",
        "Utan pris;Förlaget Linden;;;;elev;8",
    ]
    nadia.get(f"{TITLES}las-in/")
    nadia.submit_here(
        f"{TITLES}las-in/", files={"file": ("titlar.csv", "\n".join(rows).encode(), "text/csv")}
    )
    return nadia.path


@once
def new_receiver(scene: Scene) -> str:
    """A service of Norrsken's, closed, without an agreement."""
    sara = scene.caller("sara")
    sara.get(RECEIVERS)
    page = sara.tree.xpath("//a[text()='Norrsken Läromedel']/@href")[0]
    sara.get(page)
    sara.submit_here(page, name="Norrskenet", entity_id="https://norrsken.example", tags="egilv1")
    return sara.path


@once
def agreement_draft(scene: Scene) -> str:
    """Sara's draft of an agreement with Norrsken."""
    new_receiver(scene)
    sara = scene.caller("sara")
    sara.get(f"{EXCHANGE}avtal/nytt/")
    (choice,) = sara.tree.xpath("//label[contains(., 'Norrsken')]/../input[@name='receiver']/@value")
    sara.submit_here(f"{EXCHANGE}avtal/nytt/", receiver=choice)
    return sara.path[: sara.path.index("/avtal/") + len("/avtal/") + 37]


@once
def year_change(scene: Scene) -> str:
    """The change of year at the first school where licences end, begun by Nadia; renewals are not decided."""
    nadia, page = scene.caller("nadia"), f"{SCHOOL}arsskifte/"
    nadia.get(f"{page}dagar/")
    last = nadia.tree.xpath("//input[@name='closes_on']/@value")[0]
    nadia.submit_here(f"{page}dagar/", opens_on=today().isoformat(), closes_on=str(last))
    nadia.get(page)
    (row, *_more) = nadia.tree.xpath("//main//tbody/tr[td[contains(@class, 'ak-right')][1] != '0'][.//form]")
    nadia.submit(urlsplit(row.xpath(".//form/@action")[0]).path)
    return nadia.path


@once
def year_decided(scene: Scene) -> str:
    """The same, with every licence to be renewed: what there is to be ordered."""
    nadia, page = scene.caller("nadia"), year_change(scene)
    nadia.get(page)
    chosen = dict.fromkeys(nadia.tree.xpath("//input[contains(@name, '-choice')]/@name"), "renew")
    nadia.submit_here(page, review="1", **chosen)
    return nadia.path


@once
def new_key(scene: Scene) -> str:
    """The change of Sundby's key in the federation, with a new one in hand."""
    sara, page = scene.caller("sara"), f"{SCHOOL}federation/nyckel/"
    sara.get(page)
    sara.submit_here(page, deed="make")
    return page


def about(key: str, page: str, ending: str, field: str) -> Callable[[Scene], str]:
    """The page about Mikael's child, found by name in a form that is sent."""

    def found(scene: Scene) -> str:
        caller = scene.caller(key)
        caller.get(page)
        caller.submit_here(page, **{field: CHILD})
        links = caller.tree.xpath("//main//a[not(contains(., 'Mikael'))]/@href")
        return next(str(link) for link in links if link.startswith(page)) + ending

    return found


def own_extract(scene: Scene) -> str:
    """What Mikael sees of his child."""
    mikael = scene.caller("mikael")
    mikael.get(f"{SCHOOL}mina-uppgifter/")
    return mikael.path


def first(key: str, listed: str, kind: str, tail: str = "") -> Callable[[Scene], str]:
    """A page of the first thing that a page of the service links to."""
    return lambda scene: scene.link(key, f"{SCHOOL}{listed}", f"/{kind}/{ID}/") + tail


def beyond(way: Callable[[Scene], str], key: str, kind: str) -> Callable[[Scene], str]:
    """The first thing that the page there links to."""
    return lambda scene: scene.link(key, way(scene), f"/{kind}/{ID}/")
