"""What a list of titles would do, title by title, compared with the catalogue. Nothing is written."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext as _

from armkrok.services.school.importing.title_cells import TitleRecord
from armkrok.services.school.models import Receiver, Supplier, Title, TitleImportRow

Outcome = TitleImportRow.Outcome
BATCH = 1000
Key = tuple[str, str, str]


@dataclass(frozen=True)
class Judged:
    """A title of the list, what would become of it, and the title that is there already."""

    record: TitleRecord
    outcome: Outcome
    title: Title | None = None
    values: dict[str, Any] = field(default_factory=dict)
    changes: tuple[tuple[str, Any, Any], ...] = ()
    problem: str = ""


class TitlePlanner:
    """Compares a list with the catalogue, a thousand titles at a time.

    A title is the supplier's article, else its ISBN, at one sort of price.
    """

    def __init__(self) -> None:
        self.suppliers = {one.name.casefold(): one for one in Supplier.objects.all()}
        self.receivers = {one.name.casefold(): one for one in Receiver.objects.all()}
        self.by_article: dict[Key, UUID] = {}
        self.by_isbn: dict[Key, list[tuple[UUID, str]]] = {}
        self.seen: dict[tuple[str, ...], int] = {}
        self.new_suppliers: dict[str, str] = {}
        self._digest = hashlib.sha256()
        self._read_keys()

    @property
    def digest(self) -> str:
        """A fingerprint of what has been judged so far: the same only if the same would be done."""
        return self._digest.hexdigest()

    def judged(self, records: Iterable[TitleRecord]) -> Iterator[Judged]:
        """Every title of the list in turn."""
        rest = iter(records)
        while some := list(islice(rest, BATCH)):
            found = [(one, *self._known(one)) for one in some]
            ids = [pk for _record, pk, _problem in found if pk]
            titles = {one.pk: one for one in Title.objects.filter(pk__in=ids)}
            for record, pk, problem in found:
                one = self._judge(record, titles.get(pk) if pk else None, problem)
                self._note(one)
                yield one

    def _read_keys(self) -> None:
        names = {one.pk: name for name, one in self.suppliers.items()}
        rows = Title.objects.values_list("pk", "supplier_id", "isbn", "article", "scope")
        for pk, supplier_id, isbn, article, scope in rows.iterator():
            if article:
                self.by_article[names[supplier_id], article, scope] = pk
            if isbn:
                self.by_isbn.setdefault((names[supplier_id], isbn, scope), []).append((pk, article))

    def _known(self, record: TitleRecord) -> tuple[UUID | None, str]:
        """The id of the title that is there, or why it cannot be told."""
        if record.problem:
            return None, record.problem
        isbn, article = record.values.get("isbn", ""), record.values.get("article", "")
        maker, scope = record.supplier.casefold(), record.values.get("scope", Title.Scope.PUPIL)
        key = (maker, article or isbn, str(scope))
        first = self.seen.setdefault(key, record.line)
        if first != record.line:
            return None, _("Samma läromedel finns redan i listan, på plats {line}.").format(line=first)
        if article and (found := self.by_article.get((maker, article, scope))):
            return found, ""
        candidates = self.by_isbn.get((maker, isbn, scope), []) if isbn else []
        fits = [pk for pk, has in candidates if not article or not has]
        if len(fits) > 1:
            return None, _("Flera läromedel har samma ISBN. Skriv artikelnumret.")
        return (fits[0] if fits else None), ""

    def _judge(self, record: TitleRecord, title: Title | None, problem: str) -> Judged:
        numbers = ("isbn", "article")
        values = {name: value for name, value in record.values.items() if value or name not in numbers}
        receiver = self.receivers.get(record.receiver.casefold()) if record.receiver else None
        supplier = self.suppliers.get(record.supplier.casefold())
        problem = problem or _problem(record, receiver, supplier)
        if not problem and title is None and "price" not in values:
            problem = _("Priset saknas.")
        if problem:
            return Judged(record, Outcome.BAD, problem=problem)
        if receiver:
            values["receiver_id"] = receiver.pk
        if supplier is None:
            self.new_suppliers.setdefault(record.supplier.casefold(), record.supplier)
        if title is None:
            return Judged(record, Outcome.ADDED, values=values)
        changes = tuple(
            (name, getattr(title, name), value)
            for name, value in values.items()
            if getattr(title, name) != value
        )
        return Judged(record, Outcome.CHANGED if changes else Outcome.SAME, title, values, changes)

    def _note(self, one: Judged) -> None:
        record, known = one.record, one.title and one.title.pk
        about = [record.line, record.supplier, one.outcome, known, one.values, one.changes, one.problem]
        self._digest.update(json.dumps(about, cls=DjangoJSONEncoder, sort_keys=True).encode())


def _problem(record: TitleRecord, receiver: Receiver | None, supplier: Supplier | None) -> str:
    """What is wrong with whom the title's data would go to."""
    if record.receiver and receiver is None:
        return _("Mottagaren {name} finns inte.").format(name=record.receiver)
    if receiver and supplier and receiver.supplier_id != supplier.pk:
        return _("Mottagaren {name} hör till en annan leverantör.").format(name=receiver.name)
    return ""
