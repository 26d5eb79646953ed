"""Reading settings written as JSON: each value of the right kind, or a fault that names the field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final, TypeVar

from django.utils.translation import gettext as _

from armkrok.core.identity.oidc.errors import ConfigFault

LONGEST: Final = 500
MOST: Final = 50
A_DAY: Final = 86_400

Choice = TypeVar("Choice", bound=StrEnum)


class Fields:
    """One object of settings. Each method takes a field, or its default when absent; raises ConfigFault."""

    def __init__(self, values: Mapping[str, Any], within: str = "") -> None:
        self._values = dict(values)
        self._within = within

    def text(self, name: str, default: str = "", *, largest: int = LONGEST) -> str:
        """A text without surrounding space."""
        value = self._values.pop(name, default)
        if not isinstance(value, str) or len(value) > largest:
            raise ConfigFault(self._within + name, _("Skriv en text."))
        return value.strip()

    def texts(self, name: str, default: Sequence[str] = ()) -> tuple[str, ...]:
        """A list of texts without space inside, since they are sent with space between them."""
        value = self._values.pop(name, default)
        if not isinstance(value, list | tuple) or len(value) > MOST or not all(map(_is_word, value)):
            raise ConfigFault(self._within + name, _("Skriv en lista med ett värde per rad."))
        return tuple(dict.fromkeys(value))

    def pairs(self, name: str) -> dict[str, str]:
        """Texts by name."""
        value = self._values.pop(name, {})
        if not isinstance(value, Mapping) or len(value) > MOST:
            raise ConfigFault(self._within + name, _("Skriv par av namn och värde."))
        for key, text in value.items():
            if not (_is_word(key) and isinstance(text, str) and len(text) <= LONGEST):
                raise ConfigFault(self._within + name, _("Skriv par av namn och värde."))
        return dict(value)

    def flag(self, name: str, *, default: bool) -> bool:
        """Yes or no."""
        value = self._values.pop(name, default)
        if not isinstance(value, bool):
            raise ConfigFault(self._within + name, _("Svara ja eller nej."))
        return value

    def seconds(self, name: str) -> int | None:
        """From nothing to a day, in seconds; None when it is not set."""
        value = self._values.pop(name, None)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= A_DAY:
            raise ConfigFault(self._within + name, _("Skriv ett antal sekunder från 0 till 86400."))
        return value

    def choice(self, name: str, default: Choice) -> Choice:
        """One of the values that the default's kind has."""
        kind = type(default)
        value = self._values.pop(name, default)
        try:
            return kind(value)
        except ValueError as error:
            known = ", ".join(one.value for one in kind)
            raise ConfigFault(self._within + name, _("Välj bland %(known)s.") % {"known": known}) from error

    def inner(self, name: str) -> Fields:
        """The settings within a setting."""
        value = self._values.pop(name, {})
        if not isinstance(value, Mapping):
            raise ConfigFault(self._within + name, _("Skriv par av namn och värde."))
        return Fields(value, f"{self._within}{name}.")

    def texts_of(self, defaults: Mapping[str, str]) -> dict[str, str]:
        """A text for each of these names, and nothing more."""
        read = {name: self.text(name, default) for name, default in defaults.items()}
        self.end()
        return read

    def end(self) -> None:
        """Nothing may be left: what is misspelt would otherwise be silently unset."""
        for name in self._values:
            raise ConfigFault(self._within + str(name)[:60], _("Inställningen är okänd."))


def _is_word(value: object) -> bool:
    return isinstance(value, str) and 0 < len(value) <= LONGEST and value.isprintable() and " " not in value
