"""Every page of school and exchange, and of the systems around them, by whom it is looked at."""

from tests.journeys import school_scene
from tests.journeys.scene import ID, Scene, Way
from tests.journeys.school_scene import EXCHANGE as EXCHANGE_HOME
from tests.journeys.school_scene import (
    ORDERS,
    RECEIVERS,
    SCHOOL,
    TITLES,
    about,
    agreement_draft,
    beyond,
    first,
)

Pages = dict[str, str | Way]
LICENCES = f"{SCHOOL}licenser/"
NOT_PAGES = {
    # only sent to (POST)
    "exchange:discard", "exchange:new-version", "exchange:resume", "exchange:releases-check",
    "school:title-withdraw", "school:title-offer-again", "school:titles-apply", "school:titles-discard",
    "school:order-add", "school:order-again", "school:order-remove-line", "school:order-sum",
    "school:order-mark-sent",
    "school:order-send-again", "school:approvals-away-end", "school:buying-right-end",
    "school:year-change-begin", "school:seat-return", "school:supplier-contact-end",
    "school:receiver-run", "school:receiver-switch", "school:send-run-pass", "school:protected-end",
    "school:protected-erased", "school:source-ask", "school:source-files", "school:source-subscribe",
    "school:source-unsubscribe", "school:import-run-pass", "school:import-run-discard", "school:ss12000-hook",
    # leads on to the first of one's places
    "school:start",
    # needs an agreement that has ended; services/exchange/tests/test_pages.py
    "exchange:prove-removed",
    # files
    "exchange:document", "exchange:register-csv", "school:order-file", "school:follow-up-schools",
    "school:follow-up-subjects", "school:follow-up-titles", "school:extract-file", "school:own-extract-file",
}  # fmt: skip


def _agreement(shown: str, deed: str = "") -> Way:
    """A page of the first of the demo's agreements that the list shows under a filter."""
    return lambda scene: scene.link("sara", f"{EXCHANGE_HOME}?visa={shown}", f"/avtal/{ID}/") + deed


def _draft(deed: str) -> Way:
    return lambda scene: agreement_draft(scene) + deed


def _supplied(deed: str = "") -> Way:
    return lambda scene: school_scene.supplied(scene) + deed


def _order(tail: str = "", view: str = "") -> Way:
    """A page of the newest order in the list, as Nadia sees it."""
    return lambda scene: scene.link("nadia", f"{ORDERS}{view}", f"/bestallningar/{ID}/") + tail


EXCHANGE: Pages = {
    "exchange:agreements": EXCHANGE_HOME,
    "exchange:new": f"{EXCHANGE_HOME}avtal/nytt/",
    "exchange:agreement": _agreement("done,soon"),
    "exchange:edit-purpose": _draft("andamal/"),
    "exchange:edit-level": _draft("niva/"),
    "exchange:edit-attributes": _draft("uppgifter/"),
    "exchange:edit-terms": _draft("villkor/"),
    "exchange:upload": _draft("ladda-upp/"),
    "exchange:sign": _draft("teckna/"),
    "exchange:suspend": _agreement("done,soon", "pausa/"),
    "exchange:end": _agreement("done,soon", "avsluta/"),
    "exchange:releases": f"{EXCHANGE_HOME}utlamnat/",
    "exchange:releases-person": f"{EXCHANGE_HOME}utlamnat/person/",
    "exchange:releases-about": about("sara", f"{EXCHANGE_HOME}utlamnat/person/", "", "person"),
    "exchange:register": f"{EXCHANGE_HOME}behandlingar/",
    "exchange:map": f"{EXCHANGE_HOME}vem-far-vad/",
}
CATALOGUE: Pages = {
    "school:catalogue": f"{TITLES}?q=matematik",
    "school:title": lambda scene: scene.link("nadia", TITLES, f"/{ID}/"),
    "school:title-change": lambda scene: scene.link("nadia", TITLES, f"/{ID}/") + "andra/",
    "school:titles-compare": f"{TITLES}jamfor/",
    "school:titles-withdrawn": f"{TITLES}utgangna/",
    "school:title-new": f"{TITLES}nytt/",
    "school:titles-upload": f"{TITLES}las-in/",
    "school:titles-preview": school_scene.list_of_titles,
}
ORDERING: Pages = {
    "school:orders": ORDERS,
    "school:order": _order(),
    "school:order-thread": _order("fragor/"),
    "school:order-cancel": _order("avbestall/"),
    "school:order-confirm": _order("bekrafta/"),
    "school:order-deliver": _order("leverans/"),
    "school:order-close-rest": _order("resten/"),
    "school:order-return": _order("aterlamna/", "?visa=levererade"),
    "school:order-invoice": _order("faktura/", "?visa=levererade"),
    "school:budgets": f"{SCHOOL}budget/",
    "school:budget": lambda scene: scene.link("nadia", f"{SCHOOL}budget/", f"/budget/{ID}/"),
    "school:budget-new": f"{SCHOOL}budget/ny/",
    "school:budget-change": lambda scene: (
        scene.link("nadia", f"{SCHOOL}budget/", f"/budget/{ID}/") + "andra/"
    ),
    "school:buying-rights": f"{SCHOOL}kopratter/",
    "school:buying-right-new": f"{SCHOOL}kopratter/ny/",
    "school:buying-right": lambda scene: scene.link("nadia", f"{SCHOOL}kopratter/", f"/kopratter/{ID}/"),
    "school:buyer": f"{SCHOOL}kopratter/kopare/",
}
DRAFTING: Pages = {
    "school:order-groups": lambda scene: school_scene.order_draft(scene) + "klasser/",
    "school:order-review": lambda scene: school_scene.order_draft(scene) + "granska/",
}
APPROVING: Pages = {
    "school:approvals": f"{SCHOOL}godkanna/",
    "school:approval": lambda scene: scene.link("karin", f"{SCHOOL}godkanna/", f"/godkanna/{ID}/"),
    "school:approval-thread": lambda scene: (
        scene.link("karin", f"{SCHOOL}godkanna/", f"/godkanna/{ID}/") + "fragor/"
    ),
    "school:approvals-away": f"{SCHOOL}godkanna/borta/",
}
LICENSING: Pages = {
    "school:licences": LICENCES,
    "school:licence": lambda scene: scene.link("nadia", LICENCES, f"/licenser/{ID}/"),
    "school:licence-change": lambda scene: scene.link("nadia", LICENCES, f"/licenser/{ID}/") + "andra/",
    "school:seat-give": lambda scene: scene.link("nadia", LICENCES, f"/licenser/{ID}/") + "ge/",
    "school:year-changes": f"{SCHOOL}arsskifte/",
    "school:year-dates": f"{SCHOOL}arsskifte/dagar/",
    "school:year-change": school_scene.year_change,
    "school:year-change-review": school_scene.year_decided,
    "school:follow-up": f"{SCHOOL}uppfoljning/",
}
SUPPLYING: Pages = {
    "school:supplier-orders": f"{SCHOOL}for-leverantorer/",
    "school:supplier-order": _supplied(),
    "school:supplier-confirm": _supplied("bekrafta/"),
    "school:supplier-deliver": _supplied("leverera/"),
    "school:supplier-refuse": _supplied("neka/"),
}
ROSTER: Pages = {
    "school:classes": f"{SCHOOL}klasser/",
    "school:unit": first("nadia", "klasser/", "skolor"),
    "school:class": beyond(first("nadia", "klasser/", "skolor"), "nadia", "klasser"),
    "school:pupil": beyond(first("elif", "klasser/", "klasser"), "nadia", "elever"),
    "school:suppliers": f"{SCHOOL}leverantorer/",
    "school:supplier": first("nadia", "leverantorer/", "leverantorer"),
    "school:supplier-new": f"{SCHOOL}leverantorer/ny/",
    "school:supplier-contact": first("nadia", "leverantorer/", "leverantorer", "kontakt/"),
    "school:extract-find": f"{SCHOOL}registerutdrag/",
    "school:extract": about("nadia", f"{SCHOOL}registerutdrag/", "", "text"),
}
SOURCES: Pages = {
    "school:sources": f"{SCHOOL}kallor/",
    "school:source-new": f"{SCHOOL}kallor/ny/?kind=directory",
    "school:source": first("sara", "kallor/", "kallor"),
    "school:source-settings": first("sara", "kallor/", "kallor", "installningar/"),
    "school:import-run": first("sara", "kallor/", "lasningar"),
}
SENDING: Pages = {
    "school:receivers": RECEIVERS,
    "school:receiver-new": first("sara", "mottagare/", "ny"),
    "school:receiver": first("sara", "mottagare/", "mottagare"),
    "school:receiver-settings": first("sara", "mottagare/", "mottagare", "installningar/"),
    "school:receiver-selection": first("sara", "mottagare/", "mottagare", "urval/"),
    "school:receiver-groups": first("sara", "mottagare/", "mottagare", "grupper/"),
    "school:receiver-remove": first("sara", "mottagare/", "mottagare", "ta-bort-allt/"),
    "school:receiver-one": first("sara", "mottagare/", "mottagare", "ett-objekt/"),
    "school:send-run": beyond(first("sara", "mottagare/", "mottagare"), "sara", "korningar"),
    "school:federation": f"{SCHOOL}federation/",
    "school:federation-key": school_scene.new_key,
}
PROTECTING: Pages = {
    "school:protected-people": f"{SCHOOL}skyddade/",
    "school:protected": first("inga", "skyddade/", "skyddade"),
}
OWN: Pages = {"school:own-extract": school_scene.own_extract}
UNKNOWN: Pages = {"school:mine": f"{SCHOOL}mina-uppgifter/"}
WALKS: dict[str, tuple[str, Pages]] = {
    "exchange": ("sara", EXCHANGE),
    "catalogue": ("nadia", CATALOGUE),
    "ordering": ("nadia", ORDERING),
    "drafting": ("elif", DRAFTING),
    "approving": ("karin", APPROVING),
    "licensing": ("nadia", LICENSING),
    "supplying": ("petra", SUPPLYING),
    "roster": ("nadia", ROSTER),
    "sources": ("sara", SOURCES),
    "receiving": ("sara", SENDING),
    "protecting": ("inga", PROTECTING),
    "own data at school": ("mikael", OWN),
    "unknown at school": ("amina", UNKNOWN),
}


def simulated(scene: Scene) -> list[str]:
    """The pages of the simulated school system and of the suppliers, starts first."""
    system, supplier = scene.place.school, scene.place.supplier
    caller = scene.caller("elif")
    found = [f"{system}/"]
    for ending in ("/klass/", "/person/"):
        caller.get(found[-1])
        links = [str(one) for one in caller.tree.xpath("//a/@href")]
        found.append(system + next(one for one in links if one.startswith(ending)))
    return [*found, supplier.rsplit("/", 1)[0] + "/", f"{supplier}/"]
