"""What staff say of an answer that a person has given in another way than with an e-ID."""

import re
from typing import Any

from django import forms
from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from armkrok.kit.days import today
from armkrok.services.signing.forms.texts import LinesField, VisibleField
from armkrok.services.signing.models import OnPaper, Party
from armkrok.ui.fields import DayInput

NUMBER = re.compile(r"(?<!\d)(?:\d{2})?\d{6}\s?[-+\u2010-\u2015\u2212]?\s*\d{4}(?!\d)")
NO_NUMBER = _("Skriv inga personnummer eller id-nummer här.")
HOW = [(one.value, capfirst(one.label)) for one in OnPaper.How]


class _AnswerForm(forms.Form):
    """When, why not with an e-ID, and how staff knew who it was."""

    how = forms.ChoiceField(
        label=_("Hur svarade personen?"),
        choices=HOW,
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj hur personen svarade.")},
    )
    day = forms.DateField(
        label=_("Vilken dag?"),
        widget=DayInput,
        error_messages={"required": _("Välj en dag."), "invalid": _("Skriv dagen som 2026-11-27.")},
    )
    reason = forms.ChoiceField(
        label=_("Varför inte med e-legitimation?"),
        choices=OnPaper.Reason.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj ett skäl.")},
    )
    note = LinesField(
        label=_("Mer om skälet"),
        help_text=_("Skriv bara det som behövs. Texten sparas i bevispaketet."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    identified = VisibleField(
        label=_("Hur vet du vem det var?"),
        help_text=_("Till exempel: visade körkort, är känd av mig, eller jag ringde upp numret i ärendet."),
        max_length=300,
        error_messages={"required": _("Skriv hur du vet vem det var.")},
    )

    def __init__(self, *args: Any, **known: Any) -> None:
        super().__init__(*args, **known)
        self.fields["day"].initial = today

    def clean_note(self) -> str:
        """Without numbers."""
        return _without_numbers(self.cleaned_data["note"])

    def clean_identified(self) -> str:
        """Without numbers."""
        return _without_numbers(self.cleaned_data["identified"])


class RegisterForm(_AnswerForm):
    """That the person has signed, approved or read; a signature is on paper, and the paper is shown."""

    file = forms.FileField(
        label=_("Det underskrivna pappret"),
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        allow_empty_file=True,
        error_messages={"required": _("Lägg in pappret, skannat till en PDF.")},
    )
    vouched = forms.BooleanField(
        label=_("Jag har kontrollerat att uppgifterna stämmer"),
        error_messages={"required": _("Kontrollera uppgifterna och kryssa i rutan.")},
    )
    field_order = ("how", "day", "file", "reason", "note", "identified", "vouched")

    def __init__(self, role: Party.Role, *args: Any, **known: Any) -> None:
        super().__init__(*args, **known)
        limit = settings.UPLOAD_LIMIT // 1_000_000
        self.fields["file"].help_text = _("En skannad PDF, högst {limit} MB.").format(limit=limit)
        if role == Party.Role.SIGNER:
            del self.fields["how"]
            self.fields["day"].label = _("Vilken dag skrev personen under?")
        else:
            del self.fields["file"]


class RegisterNoForm(_AnswerForm):
    """That the person does not want to."""

    why = LinesField(
        label=_("Varför vill personen inte?"),
        help_text=_("De som berörs får läsa det du skriver."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv varför.")},
    )
    field_order = ("how", "day", "why", "reason", "note", "identified")


class CodeForm(forms.Form):
    """The code on a paper that has come in."""

    code = VisibleField(
        label=_("Koden på pappret"),
        help_text=_("Sexton tecken, till exempel k7mp 2x9w 4hdr tn63."),
        max_length=60,
        error_messages={"required": _("Skriv koden som står på pappret.")},
    )

    def clean_code(self) -> str:
        """Without spaces, in small letters."""
        return re.sub(r"[\s-]", "", self.cleaned_data["code"]).lower()


def _without_numbers(text: str) -> str:
    if NUMBER.search(text):
        raise forms.ValidationError(NO_NUMBER)
    return text
