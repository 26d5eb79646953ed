"""Files on their way in, and what they are called."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from armkrok.services.signing.forms.texts import VisibleField


class DocumentForm(forms.Form):
    """A file to upload; the size is judged while it streams in."""

    file = forms.FileField(
        label=_("Dokument"),
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        allow_empty_file=True,
        error_messages={"required": _("Välj en fil.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = settings.UPLOAD_LIMIT // 1_000_000
        self.fields["file"].help_text = _("En PDF, högst {limit} MB.").format(limit=limit)


class TitleForm(forms.Form):
    """What the document is called, also in BankID."""

    title = VisibleField(
        label=_("Namn på dokumentet"),
        help_text=_("Namnet syns i BankID och i mejlet."),
        max_length=200,
        error_messages={"required": _("Skriv namnet på dokumentet")},
    )
