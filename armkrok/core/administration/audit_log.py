"""The audit log in words: rows by page, and what they say."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext as _

from armkrok.core import registry
from armkrok.core.access.models import ApiClient
from armkrok.core.administration.queries import role_name
from armkrok.core.audit.models import AuditRow
from armkrok.core.identity.models import Person
from armkrok.core.identity.protection import visible
from armkrok.core.tenants.models import TenantModel
from armkrok.kit.days import end_of, start_of

SIZE = 50


@dataclass(frozen=True)
class LogPage:
    """Rows, the newest first; `next_before` is where the next page begins."""

    rows: list[AuditRow]
    next_before: int | None


def page_before(
    before: int | None, *, event: str = "", person: str = "", day: date | None = None, size: int = SIZE
) -> LogPage:
    """The newest rows, or the newest of those with a lower place in the chain than `before`."""
    rows = AuditRow.objects.filter(sequence__isnull=False)
    if before is not None:
        rows = rows.filter(sequence__lt=before)
    if event:
        rows = rows.filter(event=event)
    if person:
        rows = rows.filter(actor_id__in=_called(person))
    if day:
        rows = rows.filter(at__gte=start_of(day), at__lt=end_of(day))
    found = list(rows.order_by("-sequence")[: size + 1])
    more = len(found) > size
    return LogPage(found[:size], found[size - 1].sequence if more else None)


def _called(words: str) -> list[UUID]:
    """People and systems with these words in the name."""
    people = visible(Person.objects.all(), "")
    for word in words.split()[:6]:
        people = people.filter(name__icontains=word)
    clients = ApiClient.objects.filter(name__icontains=words)
    return [*people.values_list("pk", flat=True)[:500], *clients.values_list("pk", flat=True)]


def told(rows: list[AuditRow]) -> list[dict[str, Any]]:
    """What administration/audit.html shows; as many questions to the database however many rows there are."""
    names = _names(rows)
    texts = {kind.__name__: getattr(kind, "text", "") for s in registry.services() for kind in s.events}
    things = _things(rows)
    return [
        {
            "time": row.at,
            "text": str(texts.get(row.event) or row.event),
            "detail": _detail(row, names, things),
            "actor_name": _actor(row, names),
        }
        for row in rows
    ]


def people_in(rows: Iterable[AuditRow]) -> set[UUID]:
    """The people whom the rows mention: who did it, for whom, and to whom."""
    rows = list(rows)
    people = {row.actor_id for row in rows if row.actor_id and row.actor_kind == "person"}
    people |= {row.principal_id for row in rows if row.principal_id}
    return people | {UUID(str(row.facts["person_id"])) for row in rows if row.facts.get("person_id")}


def _names(rows: Sequence[AuditRow]) -> dict[str, str]:
    """Names of everybody the rows mention, by id as text."""
    found = {str(p.pk): p.name for p in Person.objects.filter(pk__in=people_in(rows))}
    clients = {row.actor_id for row in rows if row.actor_id and row.actor_kind == "client"}
    return found | {str(c.pk): c.name for c in ApiClient.objects.filter(pk__in=clients)}


def _actor(row: AuditRow, names: dict[str, str]) -> str:
    if row.actor_kind == "platform":
        return _("Armkrok självt")
    if row.actor_id is None:
        return _("Någon som inte var inloggad")
    name = names.get(str(row.actor_id), _("Okänd"))
    if row.principal_id is None:
        return name
    principal = names.get(str(row.principal_id), _("Okänd"))
    return _("{reader} för {principal}").format(reader=name, principal=principal)


def _things(rows: Iterable[AuditRow]) -> dict[UUID, str]:
    """What the rows are about, as each model calls itself; one question per kind of thing."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for row in rows:
        if row.about_id:
            wanted[row.about_kind].add(row.about_id)
    kinds: dict[str, type[Model]] = {
        model._meta.label_lower: model for model in apps.get_models() if issubclass(model, TenantModel)
    }
    found: dict[UUID, str] = {}
    for kind in sorted(wanted.keys() & kinds.keys()):
        for thing in kinds[kind]._default_manager.filter(pk__in=wanted[kind]):
            text = str(thing)
            found[thing.pk] = "" if text == str(thing.pk) else text
    return found


def _detail(row: AuditRow, names: dict[str, str], things: dict[UUID, str]) -> str:
    facts = row.facts
    parts = [names.get(str(facts.get("person_id", "")), "")]
    if "role" in facts:
        parts.append(role_name(str(facts["role"])))
    elif "service" in facts:
        service = registry.find(str(facts["service"]))
        parts.append(str(service.name if service else facts["service"]))
    elif row.about_id and not parts[0]:
        parts.append(things.get(row.about_id, ""))
    return ", ".join(filter(None, [*parts, _changed(facts)]))


def _changed(facts: dict[str, Any]) -> str:
    """From what to what, when the event tells."""
    what, was, now = facts.get("what", ""), facts.get("was"), facts.get("now")
    if isinstance(was, list) or isinstance(now, list):
        return ", ".join(map(str, facts.get("changed", [])))
    if was is None or now is None or was == now or not (was or what):
        return ", ".join(map(str, facts.get("changed") or []))
    return _("{what} {was} → {now}").format(what=what, was=was or "–", now=now or "–").strip()
