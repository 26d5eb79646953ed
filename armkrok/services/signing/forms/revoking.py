"""The form for revoking a certificate."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.services.signing.forms.texts import LinesField
from armkrok.services.signing.models import Revocation


class RevocationForm(forms.Form):
    """Which certificate is to be revoked, and why."""

    serial = forms.CharField(
        label=_("Certifikatets serienummer"),
        help_text=_(
            "Ladda upp filen under Kontrollera ett underskrivet dokument och se under Tekniska uppgifter."
        ),
        max_length=120,
        error_messages={"required": _("Skriv certifikatets serienummer.")},
    )
    reason = forms.ChoiceField(
        label=_("Skäl"),
        choices=[*Revocation.Reason.choices[1:], Revocation.Reason.choices[0]],  # the vague one last
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj ett skäl.")},
    )
    why = LinesField(
        label=_("Vad har hänt?"),
        help_text=_("Den som ska godkänna läser det du skriver."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv vad som har hänt.")},
    )

    def clean_serial(self) -> str:
        """In upper-case hexadecimal without colons, as we keep them."""
        serial = "".join(str(self.cleaned_data["serial"]).replace(":", "").split()).upper().lstrip("0")
        if not re.fullmatch(r"[0-9A-F]{8,40}", serial):
            raise forms.ValidationError(_("Skriv serienumret med siffrorna 0–9 och bokstäverna A–F."))
        return serial
