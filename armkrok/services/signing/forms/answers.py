"""What is said of a request that is on its way, and of a file to check."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from armkrok.services.signing.forms.texts import LinesField


class ReasonForm(forms.Form):
    """Why a request is withdrawn or a signature declined."""

    reason = LinesField(
        label=_("Varför?"),
        help_text=_("De som berörs får läsa det du skriver."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv varför.")},
    )


MOST_FILES = 20
MOST_SIGNATURES = 1000


class _ManyFiles(forms.FileInput):
    """A file control that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One to twenty files; cleaned, a list."""

    widget = _ManyFiles

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        """Each file by itself; raises ValidationError for none or too many."""
        chosen = data if isinstance(data, list | tuple) else [data]
        if len(chosen) > MOST_FILES:
            raise forms.ValidationError(_("Välj högst 20 filer åt gången."))
        return [super(FilesField, self).clean(one, initial) for one in chosen or [None]]


class CheckForm(forms.Form):
    """Files to check."""

    file = FilesField(
        label=_("Fil att kontrollera"),
        help_text=_("En underskriven PDF, eller flera, högst 20. Filerna sparas inte."),
        widget=_ManyFiles(attrs={"accept": ".pdf,application/pdf"}),
        allow_empty_file=True,
        error_messages={"required": _("Välj en fil.")},
    )


class RevisionForm(forms.Form):
    """A file to see as it was when somebody signed."""

    number = forms.TypedChoiceField(
        label=_("När vem skrev under?"), coerce=int, error_messages={"required": _("Välj en underskrift.")}
    )
    file = forms.FileField(
        label=_("Samma fil igen"),
        help_text=_("Vi har inte kvar din fil, så du behöver välja den en gång till."),
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        error_messages={"required": _("Välj en fil.")},
    )

    def __init__(self, *args: Any, signers: Sequence[tuple[int, str]] = (), **known: Any) -> None:
        known["auto_id"] = "revision-%s"
        super().__init__(*args, **known)
        field = self.fields["number"]
        if isinstance(field, forms.TypedChoiceField):
            named = [(number, f"{number}. {name}") for number, name in signers]
            field.choices = named or [(number, str(number)) for number in range(1, MOST_SIGNATURES)]
