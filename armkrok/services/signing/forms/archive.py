"""The shape of what people type on the archive's pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.kit.days import today
from armkrok.services.signing.archive.forms import FORMS
from armkrok.services.signing.forms import LinesField, VisibleField
from armkrok.services.signing.models import SigningPolicy
from armkrok.ui.fields import DayInput

LARGEST_RECEIPT = 10_000_000


class ReceiptForm(forms.Form):
    """What the e-archive answered."""

    named = VisibleField(
        label=_("Paketets id eller SHA-256, som det står i kvittensen"),
        help_text=_("Armkrok jämför med paketet, så att en kvittens inte hamnar på fel begäran."),
        max_length=200,
        error_messages={"required": _("Skriv det id eller den SHA-256 som står i kvittensen")},
    )
    text = LinesField(
        label=_("Kvittensens text"),
        help_text=_("Klistra in texten, eller välj filen här under."),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=20_000,
        required=False,
    )
    file = forms.FileField(label=_("Kvittensen som fil"), required=False)

    def clean_file(self) -> Any:
        """At most 10 MB."""
        file = self.cleaned_data.get("file")
        if file and file.size > LARGEST_RECEIPT:
            raise forms.ValidationError(_("Filen får vara högst 10 MB."))
        return file

    def clean(self) -> dict[str, Any]:
        """A receipt is a text or a file."""
        found = super().clean() or {}
        if not found.get("text") and not found.get("file") and not self.errors:
            self.add_error("text", _("Klistra in kvittensens text, eller välj filen"))
        return found


class HoldForm(forms.Form):
    """Why a request must not be culled."""

    why = VisibleField(
        label=_("Varför får den inte gallras?"),
        help_text=_("Till exempel en tvist, en revision eller en begäran om allmän handling."),
        max_length=500,
        error_messages={"required": _("Skriv varför")},
    )


class TriggerForm(forms.Form):
    """From which day the years are counted."""

    day = forms.DateField(
        label=_("Från vilken dag räknas åren?"),
        widget=DayInput,
        error_messages={"required": _("Välj en dag"), "invalid": _("Skriv dagen som 2026-11-22")},
    )

    def clean_day(self) -> Any:
        """A day that has come."""
        day = self.cleaned_data["day"]
        if day > today():
            raise forms.ValidationError(_("Välj en dag som har varit"))
        return day


class DecisionForm(forms.Form):
    """The decision that the culling rests on."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)
    reference = VisibleField(
        label=_("Beslut eller plan som gallringen vilar på"),
        help_text=_("Till exempel dokumenthanteringsplanens nummer och paragraf."),
        max_length=200,
        error_messages={"required": _("Skriv vilket beslut eller vilken plan")},
    )
    sure = forms.BooleanField(
        label=_("Jag har läst listan och beslutar att den gallras"),
        error_messages={"required": _("Bekräfta att du har läst listan")},
    )


class ArchiveForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is agreed with the e-archive, and when time stamps are renewed."""

    archive_form = forms.ChoiceField(
        label=_("Paketets form"), choices=[(one.key, one.name) for one in FORMS.values()]
    )
    renew_before = forms.IntegerField(
        label=_("Förnya arkivstämplar så här många dagar innan de går ut"), min_value=1, max_value=3650
    )

    class Meta:
        model = SigningPolicy
        fields = ("archive_name", "archive_agreement", "archive_reference", "archive_number")
        labels = {
            "archive_name": _("E-arkivets namn"),
            "archive_agreement": _("Leveransöverenskommelsens nummer"),
            "archive_reference": _("Arkivets referenskod"),
            "archive_number": _("Er organisations nummer"),
        }
        help_texts = {
            "archive_number": _("Det står i paketet som arkivbildarens id."),
            "archive_reference": _("Var i arkivet handlingarna hör hemma, om ni har kommit överens om det."),
        }
