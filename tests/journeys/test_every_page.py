"""Every address that a person can visit, looked at hard. A new address without a line here fails the test."""

import re
from collections.abc import Iterator

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tests.journeys import judging, school_pages
from tests.journeys.conftest import At
from tests.journeys.over_http import TOWN
from tests.journeys.scene import ADMINISTRATION, ID, Scene, Way
from tests.journeys.server import Place

pytestmark = pytest.mark.journey

NOT_PAGES = {
    # only sent to (POST), or asked for by another page
    "set-language", "login-bankid", "login-way", "login-state", "login-cancel", "login-retry", "logout",
    "my-export-again", "my-export-fetch", "my-add-start", "my-add-state", "my-add-cancel", "my-add-retry",
    "mandate-begin", "mandate-stop", "me:persons-ask", "me:persons-decide",
    "signing:discard", "signing:send", "signing:remind", "signing:start", "signing:order-state",
    "signing:order-cancel", "signing:order-retry", "administration:member-end", "administration:role-end",
    "administration:member-sessions-end", "administration:staff-list-apply",
    "administration:staff-list-discard",
    "administration:provider-switch", "administration:provider-up", "administration:provider-test",
    "administration:client-close", "administration:client-secret-close",
    "administration:audit-check", "administration:reads-check",
    "signing:document-more", "signing:list-discard", "signing:list-accept", "signing:bulk-remind",
    "signing:template-discard", "signing:approve", "signing:confirm-read", "signing:batch-state",
    "signing:batch-cancel", "signing:batch-retry", "signing:stand-in-remove", "signing:stamp-discard",
    "signing:archive-deliver", "signing:archive-deliver-all", "signing:archive-hold", "signing:archive-lift",
    "signing:archive-count-from", "webhooks:receiver-rotate", "webhooks:receiver-test",
    "webhooks:receiver-pause", "webhooks:receiver-resume", "webhooks:receiver-replay",
    "webhooks:receiver-remove", "webhooks:delivery-replay",
    "login-passkey-start", "passkeys:add-start", "passkeys:invited-start", "passkeys:again",
    "passkeys:withdraw",
    # visited in test_passkeys.py, at the address where keys work; the operator's own is among them
    "passkeys:invited", "passkeys:remove", "my-passkey-remove", "me:persons",
    # needs a marking; core/protection/tests/test_marking.py
    "protection:unmark",
    # from an identity provider; test_identity.py
    "login-oidc-answer", "login-saml-answer",
    # to and from another service; services/signing/tests/test_external_signing.py and test_handing.py
    "signing:external-leave", "signing:external-cancel", "signing:external-back", "signing:external-answer",
    "signing:handoff", "signing:leave",
    # files and pictures
    "administration:reads-export",
    "signing:list-errors", "signing:archive-evidence", "signing:archive-package", "signing:retention-csv",
    "signing:statistics-csv", "signing:check-revision",
    "administration:access-review-csv", "administration:provider-metadata", "login-saml-metadata",
    "signing:paper-sheet", "signing:paper-scan",
    "signing:page-image", "signing:download", "signing:original", "signing:crl", "signing:issuer", "root-crl",
    "root-certificate",
}  # fmt: skip


PUBLIC: dict[str, str | Way] = {
    "start": "/?kommun=Atlantis",
    "accessibility": "/tillganglighet/",
    "privacy": "/personuppgifter/",
    "cookies": "/kakor/",
    "help": "/hjalp/",
    "report-fault": "/rapportera-fel/",
    "login": "/logga-in/",
    "login-order": "/logga-in/ BankID",
    "login-organisations": "/logga-in/organisation/",
    "login-passkey": "/logga-in/nyckel/",
    "town": "/norrvik/",
    "verify": "/verifiera/",
    "verify-code": lambda scene: scene.code_address(),
}
OWN: dict[str, str | Way] = {
    "mina": lambda scene: scene.open() and "/mina/",
    "my-data": "/mina/uppgifter/",
    "my-sessions": "/mina/inloggningar/",
    "my-passkeys": "/mina/nycklar/",
    "mandates": "/mina/ombud/",
    "signing:list": lambda scene: scene.draft() and scene.open() and TOWN,
    "signing:new": f"{TOWN}ny/",
    "signing:document": lambda scene: f"{TOWN}ny/{scene.draft()}/dokument/",
    "signing:people": lambda scene: f"{TOWN}ny/{scene.draft()}/personer/",
    "signing:message": lambda scene: f"{TOWN}ny/{scene.draft()}/meddelande/",
    "signing:confirm": lambda scene: f"{TOWN}ny/{scene.draft()}/granska/",
    "signing:sent": lambda scene: f"{TOWN}{scene.open()}/skickad/",
}
JUST_LOGGED_IN: dict[str, str | Way] = {
    "my-export": "/mina/uppgifter/hamta/",
    "my-add": "/mina/uppgifter/e-legitimation/",
    "my-add-order": "/mina/uppgifter/e-legitimation/ BankID",
}
SIGNING: dict[str, str | Way] = {
    "signing:progress": lambda scene: f"{TOWN}{scene.declined()}/",
    "signing:withdraw": lambda scene: f"{TOWN}{scene.open()}/dra-tillbaka/",
    "signing:sign": lambda scene: f"{TOWN}{scene.open()}/skriv-under/",
    "signing:order": lambda scene: f"{TOWN}{scene.open()}/skriv-under/ Skriv under med BankID",
    "signing:big-text": lambda scene: f"{TOWN}{scene.open()}/1/stor-text/",
    "signing:decline": lambda scene: f"{TOWN}{scene.open()}/nej/",
    "signing:done": lambda scene: f"{TOWN}{scene.completed()}/klart/",
    "signing:check": lambda scene: f"{TOWN}{scene.completed()}/kontroll/",
}
CONTRACT, CULTURE = "Samverkansavtal", "Protokoll, kultur"
ASKING: dict[str, str | Way] = {
    "signing:draft-type": lambda scene: f"{TOWN}ny/{scene.draft()}/typ/",
    "signing:people-order": lambda scene: f"{TOWN}ny/{scene.draft()}/personer/ordning/",
    "signing:person": lambda scene: scene.link(
        "amina", f"{TOWN}ny/{scene.draft()}/personer/", f"/personer/{ID}/"
    ),
    "signing:boxes": lambda scene: f"{TOWN}ny/{scene.draft()}/rutor/1/",
    "signing:meeting": lambda scene: f"{TOWN}ny/{scene.minutes_draft()}/sammantrade/",
    "signing:list-upload": lambda scene: f"{TOWN}ny/{scene.listed_draft()}/lista/",
    "signing:list-preview": lambda scene: f"{TOWN}ny/{scene.listed_draft()}/lista/granska/",
    "signing:templates": f"{TOWN}mallar/",
    "signing:template-change": lambda scene: scene.template(),
    "signing:template-save": lambda scene: f"{scene.shown(CONTRACT)}mall/",
    "signing:again": lambda scene: f"{scene.shown(CONTRACT)}gor-om/",
    "signing:bulks": f"{TOWN}massutskick/",
    "signing:bulk": lambda scene: scene.bulk(),
    "signing:bulk-cancel": lambda scene: f"{scene.bulk()}dra-tillbaka/",
    "signing:types": f"{TOWN}dokumenttyper/",
    "signing:type": f"{TOWN}dokumenttyper/minutes-board/",
}
FOLLOWING: dict[str, str | Way] = {
    "signing:thread": lambda scene: f"{scene.shown(CONTRACT)}fragor/",
    "signing:extend": lambda scene: f"{scene.shown(CONTRACT)}mer-tid/",
    "signing:replace": lambda scene: scene.part(CONTRACT, "ersatt"),
    "signing:address": lambda scene: scene.part(CONTRACT, "adress"),
    "signing:paper": lambda scene: f"{scene.shown(CONTRACT)}papper/",
    "signing:paper-register": lambda scene: scene.paper(CONTRACT),
    "signing:paper-decline": lambda scene: scene.paper(CONTRACT, "nej/"),
    "signing:paper-undo": lambda scene: scene.on_paper(),
    "signing:announcement": lambda scene: f"{scene.shown(CULTURE)}anslag/",
    "signing:publication-copy": lambda scene: f"{scene.shown(CULTURE)}1/kopia/",
    "signing:forward": lambda scene: f"{TOWN}{scene.open()}/skicka-vidare/",
    "signing:batch": f"{TOWN}flera/",
    "signing:stand-ins": f"{TOWN}borta/",
}
BATCH: dict[str, str | Way] = {
    "signing:batch-order": lambda scene: scene.open() and f"{TOWN}flera/ Skriv under de valda",
    "signing:batch-done": lambda scene: scene.batch(),
}
KEEPING: dict[str, str | Way] = {
    "signing:paper-find": f"{TOWN}papper/",
    "signing:manage": f"{TOWN}forvalta/",
    "signing:choices": f"{TOWN}forvalta/installningar/",
    "signing:statistics": f"{TOWN}forvalta/statistik/",
    "signing:type-new": f"{TOWN}dokumenttyper/ny/",
    "signing:type-change": f"{TOWN}dokumenttyper/employment/andra/",
    "signing:type-off": f"{TOWN}dokumenttyper/employment/stang-av/",
    "signing:type-restore": f"{TOWN}dokumenttyper/employment/aterstall/",
    "signing:bodies": f"{TOWN}forvalta/organ/",
    "signing:body-new": f"{TOWN}forvalta/organ/nytt/",
    "signing:body": lambda scene: scene.link("sara", f"{TOWN}forvalta/organ/", f"/organ/{ID}/"),
    "signing:archive": f"{TOWN}forvalta/arkiv/",
    "signing:archive-settings": f"{TOWN}forvalta/arkiv/e-arkivet/",
    "signing:archive-one": lambda scene: scene.link(
        "sara", f"{TOWN}forvalta/arkiv/?visa=alla", f"/arkiv/{ID}/"
    ),
    "signing:archive-receipt": lambda scene: scene.package(),
    "signing:renewals": f"{TOWN}forvalta/arkivstamplar/",
    "signing:retention": f"{TOWN}forvalta/gallring/",
    "signing:culling": lambda scene: scene.culling(),
    "signing:certificates": f"{TOWN}forvalta/certifikat/",
    "signing:revocation-ask": f"{TOWN}forvalta/certifikat/sparra/",
    "signing:revocation": lambda scene: scene.link(
        "sara", f"{TOWN}forvalta/certifikat/", f"/certifikat/sparra/{ID}/"
    ),
    "signing:stamp": f"{TOWN}stampla/",
    "signing:stamp-confirm": lambda scene: scene.stamped(),
}
SETTINGS: dict[str, str | Way] = {
    "administration:overview": ADMINISTRATION,
    "administration:services": f"{ADMINISTRATION}tjanster/",
    "administration:members": f"{ADMINISTRATION}medarbetare/",
    "administration:member-new": f"{ADMINISTRATION}medarbetare/ny/",
    "administration:member": lambda scene: scene.first("medarbetare/"),
    "administration:staff-lists": f"{ADMINISTRATION}medarbetare/lista/",
    "administration:staff-list": lambda scene: scene.staff_list(),
    "administration:access-review": f"{ADMINISTRATION}genomgang/",
    "administration:policies": f"{ADMINISTRATION}regler/",
    "administration:theme": f"{ADMINISTRATION}utseende/",
    "administration:providers": f"{ADMINISTRATION}inloggning/",
    "administration:provider-new": f"{ADMINISTRATION}inloggning/ny/?mall=oidc-municipal",
    "administration:provider": lambda scene: scene.identity_provider(),
    "administration:roles": f"{ADMINISTRATION}roller/",
    "administration:groups": f"{ADMINISTRATION}grupper/",
    "administration:group-new": f"{ADMINISTRATION}grupper/ny/",
    "administration:group": lambda scene: scene.first("grupper/"),
    "administration:structure": f"{ADMINISTRATION}namnder/",
    "administration:board-new": f"{ADMINISTRATION}namnder/ny/",
    "administration:board": lambda scene: scene.first("namnder/"),
    "administration:unit-new": f"{ADMINISTRATION}enheter/ny/",
    "administration:unit": lambda scene: scene.first("namnder/", "enheter/"),
    "administration:clients": f"{ADMINISTRATION}system/",
    "administration:audit": f"{ADMINISTRATION}logg/",
    "administration:reads": f"{ADMINISTRATION}lasningar/",
    "administration:read": lambda scene: scene.first("lasningar/"),
    "administration:reads-policy": f"{ADMINISTRATION}lasningar/sa-sparas-de/",
    "administration:facts": f"{ADMINISTRATION}uppgifter/",
    "administration:client": lambda scene: scene.client(),
    "administration:client-secret": lambda scene: scene.client("hemlighet/"),
    "administration:client-limits": lambda scene: scene.client("granser/"),
    "administration:client-keys": lambda scene: scene.client("nycklar/"),
    "administration:client-returns": lambda scene: scene.client("tillbaka/"),
    "passkeys:keys": f"{ADMINISTRATION}nycklar/",
    "passkeys:break-glass": f"{ADMINISTRATION}nycklar/nodinloggning/",
    "passkeys:add": f"{ADMINISTRATION}nycklar/ny/",
    "webhooks:receivers": f"{ADMINISTRATION}aviseringar/",
    "webhooks:receiver-new": f"{ADMINISTRATION}aviseringar/ny/",
    "webhooks:receiver": lambda scene: scene.receiver(),
    "webhooks:receiver-change": lambda scene: scene.receiver("andra/"),
    "webhooks:delivery": lambda scene: scene.link("sara", scene.receiver(), f"/meddelanden/{ID}/"),
}
PROTECTED: dict[str, str | Way] = {
    "protection:people": f"{ADMINISTRATION}skyddade/",
    "protection:mark": f"{ADMINISTRATION}skyddade/markera/",
    "protection:history": f"{ADMINISTRATION}skyddade/historik/",
}
WALKS: dict[str, tuple[str, dict[str, str | Way]]] = {
    "public": ("", PUBLIC),
    "own": ("amina", OWN),
    "just logged in": ("lo", JUST_LOGGED_IN),
    "asking": ("amina", ASKING),
    "signing": ("amina", SIGNING),
    "following": ("amina", FOLLOWING),
    "batch": ("karin", BATCH),
    "keeping": ("sara", KEEPING),
    "settings": ("sara", SETTINGS),
    "protected": ("inga", PROTECTED),
    **school_pages.WALKS,
}
REFUSALS = {"/finns/inte/": 404, f"{ADMINISTRATION}tjanster/": 403}


def names(patterns: list[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    """The names of all addresses, with their namespaces; the API has a test of its own."""
    for one in patterns:
        if isinstance(one, URLPattern):
            yield space + (one.name or str(one.pattern))
        elif one.namespace and one.namespace.startswith("api"):
            continue
        else:
            yield from names(one.url_patterns, f"{one.namespace}:" if one.namespace else space)


def test_no_address_is_forgotten() -> None:
    """Each is visited below or named as no page."""
    visited = {name for _, pages in WALKS.values() for name in pages}
    assert set(names(get_resolver().url_patterns)) == visited | NOT_PAGES | school_pages.NOT_PAGES


@pytest.fixture
def scene(place: Place, at: At) -> Scene:
    """What there is to look at."""
    return Scene(place)


@pytest.mark.parametrize(("key", "pages"), WALKS.values(), ids=WALKS)
def test_every_page_is_fit_for_everybody(at: At, scene: Scene, key: str, pages: dict[str, str | Way]) -> None:
    """WCAG 2.2 AA as far as a machine can tell, on any screen."""
    visitor = at(key)
    found = []
    for way in pages.values():
        address, _, button = (way if isinstance(way, str) else way(scene)).partition(" ")
        visitor.goto(address)
        if button:
            for box in visitor.page.locator("main input[type=checkbox]").all():
                box.check()
            visitor.press(button)
            visitor.page.wait_for_url(re.compile(f"/{ID}/$"))
        found += judging.faults(visitor.page)
    assert found == []


def test_refusals_are_fit_too(at: At) -> None:
    """Nobody is left at a dead end."""
    visitor = at("amina")
    for address, status in REFUSALS.items():
        visitor.goto(address, status)
        assert judging.faults(visitor.page) == []


def test_the_simulated_systems_are_fit_too(at: At, scene: Scene) -> None:
    """Those that people look at when they try Armkrok."""
    visitor = at()
    for address in school_pages.simulated(scene):
        visitor.goto(address)
        assert judging.faults(visitor.page) == []
