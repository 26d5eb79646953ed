"""What import-linter cannot see: foreign keys, events, look-ups by name, templates."""

import ast
import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core import checks
from django.db import models

from armkrok.core import registry
from armkrok.core.events.recording import Event
from armkrok.site.services import SERVICES

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "armkrok"
PERSONAL = re.compile(r"(^|_)(name|email|e_mail|mail|number|phone|address|ssn|surname|title)($|_)")
BY_NAME = {"get_model", "import_module", "import_string", "__import__"}
MAY_LOOK_UP_BY_NAME = {
    "core/tenants/operations.py": "a migration operation gets its models from the migration's own state",
    "services/signing/engine/bounded.py": "loads the engine's own functions in the engine's own process",
}


def _sources(folder: Path) -> Iterator[Path]:
    yield from (
        path for path in sorted(folder.rglob("*.py")) if not {"migrations", "tests"} & set(path.parts)
    )


def _own(model: type[models.Model]) -> str:
    """The service of a model, or "core"."""
    parts = model.__module__.split(".")
    return parts[2] if parts[1] == "services" else "core"


@pytest.mark.parametrize(
    "model",
    [m for m in apps.get_models() if m.__module__.startswith("armkrok.services.")],
    ids=lambda model: model._meta.label,
)
def test_a_services_keys_stay_inside_or_lead_down(model: type[models.Model]) -> None:
    for field in model._meta.local_fields:
        target: Any = field.related_model if isinstance(field, models.ForeignKey) else None
        if target is None or _own(target) == _own(model):
            continue
        assert _own(target) == "core", f"{field}: store the other service's id instead of a foreign key"
        assert field.remote_field is not None
        assert field.remote_field.hidden, f'{field}: add related_name="+", the core knows no services'


@pytest.mark.parametrize(
    "model",
    [m for m in apps.get_models() if m.__module__.startswith("armkrok.core.")],
    ids=lambda model: model._meta.label,
)
def test_the_cores_keys_stay_in_the_core(model: type[models.Model]) -> None:
    for field in model._meta.local_fields:
        if isinstance(field, models.ForeignKey):
            target: Any = field.related_model
            assert _own(target) == "core", f"{field}: the core may not point at a service"


def _events(kind: type[Event] = Event) -> Iterator[type[Event]]:
    for one in kind.__subclasses__():
        if one.__module__.startswith("armkrok.") and ".tests." not in one.__module__:
            yield one
        yield from _events(one)


@pytest.mark.parametrize("event", list(_events()), ids=lambda event: event.__name__)
def test_events_carry_ids_and_never_personal_data(event: type[Event]) -> None:
    assert dataclasses.is_dataclass(event)
    assert event.__dataclass_params__.frozen, f"{event.__name__}: @dataclass(frozen=True)"  # type: ignore[attr-defined]
    for field in dataclasses.fields(event):
        assert not PERSONAL.search(field.name), f"{event.__name__}.{field.name}: carry an id instead"
    assert str(getattr(event, "text", "")), f"{event.__name__} has no text for the audit page"


def test_every_event_is_listed_by_the_one_service_that_records_it() -> None:
    listed = [event for service in registry.services() for event in service.events]
    assert len(listed) == len(set(listed))
    missing = {event.__name__ for event in _events()} - {event.__name__ for event in listed}
    assert not missing, (
        f"{missing}: add to `events` of the service's descriptor, so that the log can tell of it"
    )


def test_the_descriptors_pass_their_checks() -> None:
    found = [str(message) for message in checks.run_checks() if (message.id or "").startswith("armkrok.")]
    assert found == []


def test_every_role_gives_something_and_is_explained() -> None:
    useful = {role for permission in registry.permissions() for role in permission.roles}
    for role in registry.roles().values():
        assert role.key in useful, f"{role.key}: no permission comes with the role"
        assert str(role.explanation)


@pytest.mark.parametrize("folder", ["core", "services", "ui", "kit"])
def test_nothing_is_found_by_its_name_in_a_string(folder: str) -> None:
    found = []
    for path in _sources(PACKAGE / folder):
        if path.relative_to(PACKAGE).as_posix() in MAY_LOOK_UP_BY_NAME:
            continue
        calls = (node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call))
        found += [f"{path.relative_to(ROOT)}:{call.lineno}" for call in calls if _called(call) in BY_NAME]
    assert found == [], "import the thing itself, or call the other service's public.py"


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def test_nobody_names_another_service_in_a_string() -> None:
    found = []
    for service in SERVICES:
        for path in _sources(PACKAGE):
            inside = path.is_relative_to(ROOT / service.replace(".", "/"))
            if inside or path.is_relative_to(PACKAGE / "site"):
                continue
            constants = (
                one for one in ast.walk(ast.parse(path.read_text())) if isinstance(one, ast.Constant)
            )
            found += [
                f"{path.relative_to(ROOT)}:{one.lineno}" for one in constants if service in str(one.value)
            ]
    assert found == []


def _templates() -> list[tuple[str, Path]]:
    return [
        (owner.name, path)
        for owner in [*(PACKAGE / "services").iterdir(), *(PACKAGE / "core").iterdir(), PACKAGE / "ui"]
        for path in sorted((owner / "templates").rglob("*.html"))
    ]


@pytest.mark.parametrize(("owner", "path"), _templates(), ids=lambda value: getattr(value, "name", value))
def test_templates_use_their_own_parts_and_those_below(owner: str, path: Path) -> None:
    in_core = {folder.name for folder in (PACKAGE / "core").iterdir()}
    allowed = {"ui"} if owner == "ui" else {"ui", owner, *in_core}
    for name in re.findall(r"{%\s*(?:include|extends)\s+\"([^\"/]+)/", path.read_text()):
        assert name in allowed, f"{path.name} uses a template of {name!r}: move what is shared to ui"
