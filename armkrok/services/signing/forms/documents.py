"""Files on their way in, and what they are called."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from armkrok.services.signing.forms.texts import VisibleField
from armkrok.services.signing.models import Document


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


class MoreForm(DocumentForm):
    """One more file: to sign too, or an attachment to read."""

    kind = forms.ChoiceField(
        label=_("Vad ska göras med filen?"),
        choices=Document.Kind.choices,
        initial=Document.Kind.SIGN,
        widget=forms.RadioSelect,
    )


class TitleForm(forms.Form):
    """What the request is called in mails and lists; a single document is called the same, in BankID too."""

    title = VisibleField(
        label=_("Namn på dokumentet"),
        help_text=_("Namnet syns i BankID och i mejlet."),
        max_length=200,
        error_messages={"required": _("Skriv namnet på dokumentet")},
    )

    def __init__(self, *args: Any, is_many: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_many:
            self.fields["title"].label = _("Namn på hela begäran")
            self.fields["title"].help_text = _("Namnet syns i mejlet och på listan.")


class PaperForm(forms.Form):
    """One of several files: its name and what is done with it."""

    title = VisibleField(
        label=_("Namn"), max_length=200, error_messages={"required": _("Skriv ett namn på filen.")}
    )
    kind = forms.ChoiceField(label=_("Vad ska göras?"), choices=Document.Kind.choices)
