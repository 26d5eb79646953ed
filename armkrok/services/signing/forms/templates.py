"""What a template is called, and how something is done again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.services.signing.forms.texts import VisibleField


class TemplateForm(forms.Form):
    """A template's name, and whether colleagues may use it."""

    title = VisibleField(
        label=_("Mallens namn"),
        max_length=200,
        error_messages={"required": _("Skriv vad mallen ska heta.")},
    )
    is_shared = forms.BooleanField(label=_("Kollegor får också använda mallen"), required=False)


class NewTemplateForm(TemplateForm):
    """The same, and whether the documents come along."""

    with_documents = forms.BooleanField(
        label=_("Dokumenten ska vara med i mallen"), required=False, initial=True
    )


class AgainForm(forms.Form):
    """With the same documents, or with a new file."""

    documents = forms.ChoiceField(
        label=_("Vilket dokument gäller det?"),
        choices=[("same", _("Samma som förra gången")), ("new", _("Ett nytt. Du väljer fil i nästa steg."))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj vilket dokument det gäller.")},
    )
