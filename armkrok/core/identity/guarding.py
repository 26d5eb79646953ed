"""Names and addresses that are hidden from those who may not see a protected person.

Offentlighets- och sekretesslagen (2009:400) 21 kap. 3 § and 22 kap. 1 §. The rule sits in the fields
themselves, so that a new page, export, letter or log line hides a protected person without having thought of
her: whoever reads `party.name` gets the words below, unless it is her own or the reader is named to see
protected persons.

What is hidden stays whole: assigned to another field, or saved, it is the real text. Whoever must have the
real text (the mail server, the signature page of a document) asks for it by `bare()`, and is found by that.
"""

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, TypeVar
from uuid import UUID

from django.core.validators import validate_email
from django.db import connection, models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext, gettext_noop

from armkrok.core.tenants.scope import Scope, current
from armkrok.kit.slots import Slot

P = ParamSpec("P")
R = TypeVar("R")
HIDDEN = gettext_noop("Person med skyddade uppgifter")
"""What stands where a protected person's name would."""


class Watch(Protocol):
    """Who is named to see protected persons, and the log of what they see."""

    def may_see(self, organisation_id: UUID, viewer_id: UUID) -> bool:
        """Whether the viewer is named for it in the organisation today."""

    def saw(self, organisation_id: UUID, viewer_id: UUID, person_ids: Collection[UUID]) -> None:
        """Log that the viewer was shown the people; what it raises stops the page."""


class Guarded(str):
    """A protected person's name or address as the reader may see it; equal to what has the same real text."""

    __slots__ = ("_bare", "_mask")
    _bare: str
    _mask: str

    def __new__(cls, shown: str, bare: str, mask: str) -> "Guarded":
        made = super().__new__(cls, shown)
        made._bare, made._mask = bare, mask
        return made

    def __format__(self, spec: str) -> str:
        """In a letter or a task no protected name is written, whoever writes it."""
        return format(self._mask if _unnamed.get() else str(self), spec)

    def __eq__(self, other: object) -> bool:
        return self._bare == (other._bare if isinstance(other, Guarded) else other)

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self._bare)

    def __reduce__(self) -> tuple[type[str], tuple[str]]:
        return str, (str(self),)


def bare(text: str) -> str:
    """The real text: for delivery and for documents, never for a page, a list or a log."""
    return text._bare if isinstance(text, Guarded) else text


def is_hidden(text: str) -> bool:
    """Whether the reader was given other words than the real ones."""
    return isinstance(text, Guarded) and (str(text) != text._bare or _unnamed.get())


# ---- who reads


@dataclass
class _Known:
    """What is known in one transaction; people's rights and markings are asked for again in the next."""

    scope: Scope
    protected: frozenset[UUID] | None = None
    may_see: bool | None = None
    seen: set[UUID] = field(default_factory=set)


_known: ContextVar[_Known | None] = ContextVar("armkrok_protected", default=None)
_unnamed: ContextVar[bool] = ContextVar("armkrok_unnamed", default=False)
watch = Slot[Watch]()
"""While it is empty, nobody is shown anything."""


@contextmanager
def unnamed() -> Iterator[None]:
    """Inside, no protected person is named to anybody, not even to herself: for letters and tasks."""
    token = _unnamed.set(True)
    try:
        yield
    finally:
        _unnamed.reset(token)


def without_names(function: Callable[P, R]) -> Callable[P, R]:
    """The same function, in unnamed()."""

    @wraps(function)
    def quiet(*args: P.args, **kwargs: P.kwargs) -> R:
        with unnamed():
            return function(*args, **kwargs)

    return quiet


def forget() -> None:
    """Ask again: somebody's marking has just been changed in this transaction."""
    _known.set(None)


def is_protected(person_id: UUID) -> bool:
    """Whether the person is protected, or may be."""
    known = _in_transaction()
    if known.protected is None:
        known.protected = _ask()
    return person_id in known.protected


def may_see_all() -> bool:
    """Whether the one in whose name the database is asked is named to see protected persons here."""
    known = _in_transaction()
    if known.may_see is None:
        place, viewer = known.scope.organisation_id, known.scope.person_id
        known.may_see = bool(place and viewer and watch.held and watch.held.may_see(place, viewer))
    return known.may_see


def may_see(person_id: UUID | None) -> bool:
    """Whether a protected person may be shown to the one who asks. A look by named staff is logged first.

    She sees herself, but not by a log-in that is one organisation's word: whoever runs it could be her.
    """
    known = _in_transaction()
    if _unnamed.get() or person_id is None:
        return False
    if person_id == known.scope.person_id and known.scope.only_id is None:
        return True
    if not may_see_all():
        return False
    look_at([person_id])
    return True


def look_at(person_ids: Collection[UUID]) -> None:
    """Log the look at protected people before a list of them is shown: one row, in place of one for each.

    Does nothing for a reader who is not named to see them: they stay hidden.
    """
    known = _in_transaction()
    place, viewer = known.scope.organisation_id, known.scope.person_id
    new = set(person_ids) - known.seen
    if new and may_see_all() and not _unnamed.get() and place and viewer and watch.held:
        known.seen |= new
        watch.held.saw(place, viewer, new)


def _in_transaction() -> _Known:
    scope, known = current(), _known.get()
    if scope.organisation_id is None and scope.person_id is None:
        return _Known(scope)
    if known is None or known.scope is not scope:
        known = _Known(scope)
        _known.set(known)
    return known


def _ask() -> frozenset[UUID]:
    """Everybody protected, as of now; remembered in the process while the database's stamp is the same.

    The stamp changes with every marking and is never the same twice, also when a transaction is rolled back.
    """
    global _remembered  # one pair, replaced whole: threads see the old one or the new one
    with connection.cursor() as cursor:
        cursor.execute("SELECT stamp FROM protection_stamp")
        if cursor.fetchone()[0] == _remembered[0]:
            return _remembered[1]
        cursor.execute(
            "SELECT stamp, ARRAY(SELECT id FROM identity_person WHERE is_protected) FROM protection_stamp"
        )
        stamp, ids = cursor.fetchone()
    _remembered = (stamp, frozenset(ids))
    return _remembered[1]


_remembered: tuple[UUID | None, frozenset[UUID]] = (None, frozenset())


# ---- the fields


if TYPE_CHECKING:
    _Text = models.CharField[str, str]
else:
    _Text = models.CharField


class _GuardedAttribute(DeferredAttribute):
    """Gives the text, or what stands in its place; keeps the real text."""

    field: "GuardedText"

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        value = super().__get__(instance, cls)
        if instance is None or not isinstance(value, str) or not value:
            return value
        person_id = _protected_person(instance, self.field.of)
        if person_id is _NOBODY:
            return value
        mask = gettext(HIDDEN) if self.field.named else ""
        return Guarded(value if may_see(person_id) else mask, value, mask)

    def __set__(self, instance: models.Model, value: Any) -> None:
        own = instance.__dict__
        if self.field.attname in own and isinstance(value, str) and value == gettext(HIDDEN):
            return  # a form that showed the words, sent back
        own[self.field.attname] = bare(value) if isinstance(value, str) else value


_NOBODY: Any = object()


def _protected_person(instance: models.Model, of: str) -> UUID | None:
    """Whom the row tells of, when she is protected; else _NOBODY."""
    own: dict[str, Any] = instance.__dict__
    found: UUID
    if not of:
        flag = own.get("is_protected")
        hidden = is_protected(own["id"]) if flag is None else flag
        found = own["id"]
        return found if hidden else _NOBODY
    person = instance._state.fields_cache.get(of)
    person_id: UUID | None = own.get(f"{of}_id")
    if person is not None and "is_protected" in person.__dict__:
        hidden = person.is_protected
    else:
        hidden = person_id is not None and is_protected(person_id)
    if not hidden:
        return _NOBODY  # type: ignore[no-any-return]
    return person_id


class GuardedText(_Text):
    """Text about the person that the field `of` leads to (or, when empty, that the row is).

    `named`: hidden, it reads HIDDEN; else nothing.
    """

    descriptor_class = _GuardedAttribute
    plain: "type[models.Field[Any, Any]]" = models.CharField

    def __init__(self, *args: Any, of: str = "person", named: bool = False, **kwargs: Any) -> None:
        self.of, self.named = of, named
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """As the plain field: to the database it is no other."""
        name, _path, args, kwargs = super().deconstruct()
        return name, f"django.db.models.{self.plain.__name__}", args, kwargs

    def get_prep_value(self, value: Any) -> Any:
        """The real text goes to the database."""
        return super().get_prep_value(bare(value) if isinstance(value, str) else value)


class GuardedEmail(GuardedText):
    """An address of the same kind; hidden, it is empty."""

    plain = models.EmailField
    default_validators = [validate_email]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 254)
        super().__init__(*args, **kwargs)
