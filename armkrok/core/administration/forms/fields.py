"""Fields that several forms have."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.core.identity.people import NumberRefused, read_number
from armkrok.core.members.models import Member
from armkrok.core.members.queries import members_called

WHOLE_ADDRESS = _("Skriv hela adressen, som namn@exempel.se")


class EmailField(forms.EmailField):
    """An e-mail address, with our own words when it is wrong."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {"required": WHOLE_ADDRESS, "invalid": WHOLE_ADDRESS}
        kwargs.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}))
        super().__init__(label=_("E-post"), error_messages=messages, max_length=254, **kwargs)


class NumberField(forms.CharField):
    """A personal number; its shape is judged here, whose it is only by the action."""

    is_secret = True  # it is never written in a page that the person did not type it in

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "class": "ak-mid"}
        super().__init__(
            label=_("Personnummer"),
            help_text=_("Tolv siffror, som 19811218-9876. Det sparas krypterat och visas aldrig i klartext."),
            error_messages={"required": _("Skriv personnumret med tolv siffror, som 19811218-9876.")},
            max_length=20,
            widget=forms.TextInput(attrs=attrs),
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        """Twelve digits."""
        try:
            return read_number(super().clean(value))
        except NumberRefused as refusal:
            raise forms.ValidationError(str(refusal.text), code="number") from refusal

    def words(self, value: Any) -> str:
        """The number without its last four digits."""
        return f"{value[:8]}-••••" if value else ""


class PersonField(forms.CharField):
    """A member, found by the whole name or e-mail address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Medarbetare"),
            help_text=_("Hela namnet, eller e-postadressen om flera heter lika."),
            error_messages={"required": _("Skriv vem det gäller")},
            max_length=254,
            **kwargs,
        )

    def clean(self, value: Any) -> Member:
        """The member."""
        found = members_called(super().clean(value))
        if not found:
            raise forms.ValidationError(_("Ingen som arbetar här heter så. Kontrollera stavningen"))
        if len(found) > 1:
            raise forms.ValidationError(_("Flera heter så. Skriv e-postadressen i stället"))
        return found[0]

    def words(self, value: Any) -> str:
        """The person's name."""
        return str(value.person.name) if isinstance(value, Member) else ""
