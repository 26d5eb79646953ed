"""System checks of the descriptors; each message says what to change."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, register
from django.urls import NoReverseMatch, get_resolver, reverse

from armkrok.core import registry


@register
def check_services(app_configs: Sequence[AppConfig] | None = None, **_kwargs: Any) -> list[CheckMessage]:
    """Refuse unknown permissions and roles, missing URL names and keys used twice."""
    problems = [*_doubled(), *_keys(), *_roles(), *_places(), *_own()]
    return [Error(text, id=code) for code, text in problems]


def _doubled() -> Iterator[tuple[str, str]]:
    for key in registry.doubled_keys():
        yield "armkrok.E001", f"Two services have the key {key!r}: give one of them another key."
    slugs = [service.slug for service in registry.services()]
    for slug in {slug for slug in slugs if slugs.count(slug) > 1}:
        yield "armkrok.E002", f"Two services have the address {slug!r}: change the slug of one."


def _keys() -> Iterator[tuple[str, str]]:
    for service in registry.services():
        for key in [*(p.key for p in service.permissions), *(r.key for r in service.reads)]:
            if not key.startswith(service.key + "."):
                yield (
                    "armkrok.E003",
                    (f"The key {key!r} of {service.key!r}: begin it with {service.key!r}."),
                )


def _roles() -> Iterator[tuple[str, str]]:
    known = registry.roles()
    for permission in registry.permissions():
        for role in permission.roles:
            if role not in known:
                yield (
                    "armkrok.E004",
                    (
                        f"Permission {permission.key!r} names the role {role!r}, which no service declares: "
                        "add a Role or mend the name."
                    ),
                )


def _places() -> Iterator[tuple[str, str]]:
    if not get_resolver().url_patterns:
        return
    for service in registry.services():
        single = [one for one in (service.together, service.own_page) if one]
        for place in (*service.places, *service.personal, *single):
            is_anybodys = place is service.own_page and place.permission == "person"
            if not is_anybodys and not registry.known_permission(place.permission):
                yield (
                    "armkrok.E005",
                    (
                        f"{service.key!r} shows {place.url_name!r} to holders of {place.permission!r}, "
                        "which no service declares: add a Permission or mend the name."
                    ),
                )
            try:
                reverse(place.url_name, kwargs={"organisation": "x"})
            except NoReverseMatch:
                yield (
                    "armkrok.E006",
                    (f"{service.key!r} has a place {place.url_name!r} without address: add it to urls.py."),
                )


def _own() -> Iterator[tuple[str, str]]:
    for service in registry.services():
        for text in service.check() if service.check else []:
            yield "armkrok.E007", f"{service.key}: {text}"
