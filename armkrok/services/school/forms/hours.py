"""Hours of the day, as people type them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

LATEST = 23


class HoursField(forms.CharField):
    """Hours with commas between, in any order; kept as 2,12, each once."""

    def __init__(self, *, label: Any) -> None:
        hint = _("Hela timmar med komma mellan, som 2,12. Tomt: bara när någon ber om det.")
        super().__init__(label=label, max_length=60, required=False, help_text=hint)

    def clean(self, value: Any) -> str:
        """In order, without blanks and leading noughts."""
        parts = [one.strip() for one in str(super().clean(value)).split(",") if one.strip()]
        if any(not one.isdecimal() or int(one) > LATEST for one in parts):
            raise forms.ValidationError(_("Skriv hela timmar från 0 till 23, som 2,12"))
        return ",".join(str(one) for one in sorted({int(one) for one in parts}))
