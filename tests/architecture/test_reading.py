"""Every page and every question of the API says whether it notes in the read log whose data it shows.

A new address of a service below must be named here: as one that notes, or with the reason why it does not.
What counts as a read, and why, is decision 0032.
"""

import ast
import inspect
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from armkrok.core import registry
from tests.support.routes import Operation, Route, operations, routes

PACKAGE = Path(__file__).resolve().parents[2] / "armkrok"
NOTES = {
    "administration": "members member roles group audit audit-check reads reads-check reads-export read"
    " access-review access-review-csv staff-list staff-list-apply",
    "signing": "people progress bulk archive-evidence archive-package paper paper-register paper-decline"
    " paper-scan",
    "me": "persons persons-ask",
    "exchange": "releases-person releases-about",
    "school": "class pupil import-run licence seat-give send-run protected-people protected own-extract"
    " own-extract-file extract-find extract extract-file",
}
NOTES_API = (
    "requests.requests requests.read archive.evidence deliveries.package users.list_users users.get_user"
    " ss12000.listing ss12000.one"
)
OWN = "the sender's own errand, with people she has named herself: the page it begins at is noted"
PARTY = "who is a party to a document sees its other parties, as everybody does who holds it"
DEED = "a deed, which the log of deeds tells of; the page that it leads to is noted"
STAFF = "names at most the colleague who did something, as the log of deeds does"
NOBODY = "shows nobody's data, or one's own"
WAY_IN = "part of signing oneself"
SILENT = {
    "school": {
        DEED: "title-withdraw title-offer-again titles-apply titles-discard licence-change seat-return"
        " year-change-begin order-add order-remove-line order-cancel order-mark-sent order-send-again"
        " order-confirm order-deliver order-return order-invoice order-again order-close-rest"
        " approvals-away-end buying-right-end"
        " supplier-contact-end receiver-run receiver-switch send-run-pass protected-end"
        " protected-erased source-ask import-run-pass import-run-discard ss12000-hook source-subscribe"
        " source-unsubscribe supplier-confirm supplier-deliver supplier-refuse",
        STAFF: "orders order order-thread approvals approvals-away approval approval-thread buying-rights"
        " buying-right-new buyer buying-right supplier supplier-contact",
        # pupils are only counted: in classes, in orders, in readings and at suppliers
        NOBODY: "start mine classes unit order-groups order-sum order-review order-file budgets budget-new"
        " budget budget-change suppliers supplier-new receivers receiver-new receiver"
        " receiver-settings receiver-selection receiver-groups receiver-remove receiver-one"
        " federation federation-key sources"
        " source-new source source-settings source-files supplier-orders supplier-order"
        " catalogue title titles-compare titles-withdrawn title-new title-change titles-upload"
        " titles-preview licences year-changes year-dates year-change year-change-review follow-up"
        " follow-up-schools follow-up-subjects follow-up-titles",
    },
    "me": {DEED: "persons-decide"},
    "exchange": {
        DEED: "discard new-version",
        STAFF: "agreement register register-csv",
        NOBODY: "agreements new edit-purpose edit-level edit-attributes edit-terms upload document sign"
        " suspend resume end prove-removed releases releases-check map",
    },
    "administration": {
        DEED: "member-new member-end member-sessions-end role-end group-new client-returns client-close"
        " client-secret-close"
        " staff-list-discard",
        NOBODY: "overview facts theme policies services groups structure board-new board unit-new unit"
        " clients client client-secret client-limits client-keys reads-policy staff-lists"
        " providers provider-new provider provider-switch provider-up provider-test provider-metadata",
    },
    "signing": {
        OWN: "document document-more draft-type people-order person boxes message confirm list-upload"
        " list-preview list-errors bulks templates template-change again template-save sent meeting list"
        " stamp stamp-confirm announcement publication-copy",
        DEED: "new send discard list-discard list-accept bulk-remind bulk-cancel template-discard remind"
        " withdraw extend replace address stamp-discard stand-ins stand-in-remove forward archive-deliver-all"
        " archive-deliver archive-hold archive-lift archive-count-from archive-receipt"
        " paper-undo paper-sheet",
        PARTY: "sign thread done big-text page-image download original check check-revision batch batch-done",
        WAY_IN: "start order order-state order-cancel order-retry external-leave external-cancel"
        " external-back external-answer approve confirm-read batch-order batch-state batch-cancel batch-retry"
        " decline leave handoff",
        STAFF: "archive archive-one retention retention-csv culling certificates revocation-ask revocation",
        NOBODY: "types type-new type type-change type-off type-restore bodies body-new body archive-settings"
        " renewals manage choices statistics statistics-csv crl issuer paper-find",
    },
}
SILENT_API = {
    OWN: "documents.download documents.original",
    NOBODY: "bulk.read copies.templates deliveries.finished deliveries.deliveries deliveries.read"
    " drafts.boxes drafts.bodies drafts.meeting handing.read"
    " keeping.preview keeping.renewals register.types statistics.statistics groups.list_groups"
    " groups.get_group discovery.provider_config discovery.schemas discovery.schema"
    " discovery.resource_types discovery.resource_type elsewhere.elsewhere"
    " ss12000.deleted ss12000.syllabuses ss12000.empty",
}
PUBLIC = {"/v1/{organisation}/.well-known/oauth-authorization-server": "addresses of the API (RFC 8414)"}
ELSEWHERE = {
    "": "one's own pages, and what anybody may see",
    "webhooks": "systems, not people",
    "passkeys": "who is let in with a key is a deed, and named in the log of deeds",
    "protection": "each sight of a protected person is a row in the log of deeds",
}


def _words(table: dict[str, str]) -> set[str]:
    return {word for words in table.values() for word in words.split()}


def _noted() -> list[Route]:
    return [one for one in routes() if one.name in NOTES.get(one.namespace, "").split()]


def _asked() -> list[Operation]:
    """What other systems may ask of the services; deeds answer with what they did."""
    return [one for one in operations() if one.method == "GET" and one.path not in PUBLIC]


def _named(one: Operation) -> str:
    view = inspect.unwrap(one.view)
    return f"{view.__module__.rpartition('.')[2]}.{view.__name__}"


@pytest.mark.parametrize("route", routes(), ids=lambda one: f"{one.namespace}:{one.name}")
def test_every_page_says_whether_it_notes_its_readers(route: Route) -> None:
    if route.namespace in ELSEWHERE:
        return
    notes = route.name in NOTES.get(route.namespace, "").split()
    silent = route.name in _words(SILENT.get(route.namespace, {}))
    assert notes != silent, f"{route.namespace}:{route.name}: name it in NOTES, or in SILENT with the reason"


@pytest.mark.parametrize("operation", _asked(), ids=_named)
def test_every_question_of_the_api_says_whether_it_notes(operation: Operation) -> None:
    name = _named(operation)
    assert (name in NOTES_API.split()) != (name in _words(SILENT_API)), f"{name}: name it here"


@pytest.mark.parametrize("route", _noted(), ids=lambda one: f"{one.namespace}:{one.name}")
def test_what_says_that_it_notes_does(route: Route) -> None:
    assert _reaches_read(route.view), f"{route.namespace}:{route.name} never calls reading.log.read()"


@pytest.mark.parametrize("operation", [o for o in _asked() if _named(o) in NOTES_API.split()], ids=_named)
def test_what_says_that_it_notes_to_systems_does(operation: Operation) -> None:
    assert _reaches_read(operation.view), f"{_named(operation)} never calls reading.log.read()"


def test_nothing_is_named_that_is_gone() -> None:
    there = {(one.namespace, one.name) for one in routes()}
    for space in SILENT:
        named = _words(SILENT[space]) | set(NOTES[space].split())
        assert not [name for name in named if (space, name) not in there], "take the stale names out"
    asked = {_named(one) for one in _asked()}
    assert set(NOTES_API.split()) | _words(SILENT_API) == asked, "take the stale names out"


def test_every_kind_of_read_that_is_declared_is_noted_somewhere() -> None:
    words = "".join(path.read_text() for path in PACKAGE.rglob("*.py") if path.name != "service.py")
    assert [key for key in registry.read_kinds() if f'"{key}"' not in words] == []


def _reaches_read(view: Any) -> bool:
    function = inspect.unwrap(view)
    return _leads(Path(inspect.getfile(function)), function.__name__, frozenset())


def _leads(path: Path, name: str, seen: frozenset[tuple[Path, str]]) -> bool:
    """Whether the function calls read(), itself or by its module's and its service's actions' functions."""
    calls = _calls(path).get(name, frozenset())
    if any(one in _readers(path) for one in calls):
        return True
    folder = next((up for up in path.parents if up.parent.name in {"core", "services"}), path.parent)
    places = [path, folder / "actions.py", *(folder / "actions").glob("*.py")]
    onward = [(place, one) for place in places if place.exists() for one in calls & _calls(place).keys()]
    return any(_leads(place, one, seen | {(place, one)}) for place, one in onward if (place, one) not in seen)


@cache
def _readers(path: Path) -> frozenset[str]:
    """What the module calls armkrok.core.reading.log.read."""
    tree = ast.parse(path.read_text())
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    ours = [node for node in imports if node.module == "armkrok.core.reading.log"]
    return frozenset(name.asname or name.name for node in ours for name in node.names)


@cache
def _calls(path: Path) -> dict[str, frozenset[str]]:
    """What each function of the module calls, by name."""
    tree = ast.parse(path.read_text())
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return {one.name: frozenset(_called(one)) for one in functions}


def _called(function: ast.FunctionDef) -> set[str]:
    calls = [node.func for node in ast.walk(function) if isinstance(node, ast.Call)]
    return {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in calls}
