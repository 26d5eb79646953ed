"""What type a draft is, where its boxes lie."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.services.signing.policy import DocumentType

Groups = Iterable[tuple[str, list[tuple[str, str]]]]


class DraftTypeForm(forms.Form):
    """A type of the register, the likely ones first; or none."""

    type_key = forms.ChoiceField(
        label=_("Typ av dokument"),
        help_text=_("Då får du veta vem som ska skriva under och vad som gäller enligt lag."),
        required=False,
        error_messages={"invalid_choice": _("Välj en typ i listan.")},
    )

    def __init__(self, *args: Any, groups: Groups, suggested: Iterable[DocumentType], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        likely = [(one.key, one.name) for one in suggested]
        choices: list[Any] = [("", _("Ingen särskild"))]
        if likely:
            choices.append((_("Liknar ditt dokument"), likely))
        known = {key for key, _name in likely}
        choices += [(name, [row for row in rows if row[0] not in known]) for name, rows in groups]
        self.fields["type_key"].choices = choices  # type: ignore[attr-defined]


class BoxForm(forms.Form):
    """Where one signer's box lies: a page, and millimetres from the page's upper left corner."""

    page = forms.IntegerField(
        label=_("Sida"),
        required=False,
        min_value=1,
        error_messages={"invalid": _("Skriv sidans nummer."), "min_value": _("Sidorna räknas från 1.")},
    )
    left = forms.FloatField(
        label=_("Från vänster, mm"),
        required=False,
        min_value=0,
        error_messages={"invalid": _("Skriv ett mått i millimeter.")},
        widget=forms.NumberInput(attrs={"step": "0.1"}),
    )
    top = forms.FloatField(
        label=_("Uppifrån, mm"),
        required=False,
        min_value=0,
        error_messages={"invalid": _("Skriv ett mått i millimeter.")},
        widget=forms.NumberInput(attrs={"step": "0.1"}),
    )

    def clean(self) -> dict[str, Any]:
        """All three, or none."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("page"):
            for name in ("left", "top"):
                if name not in self.errors and given.get(name) is None:
                    self.add_error(name, _("Skriv ett mått i millimeter."))
        return given
