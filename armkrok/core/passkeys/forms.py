"""What people fill in about keys."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.core.administration.forms.fields import PersonField
from armkrok.core.passkeys.proving import LONGEST_ANSWER

NO_SCRIPT = _(
    "Din webbläsare skickade ingen nyckel. Sidan behöver JavaScript och stöd för nycklar (passkeys)."
)


class AnswerField(forms.CharField):
    """What the authenticator answered, put there by the script."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, max_length=LONGEST_ANSWER, widget=forms.HiddenInput, **kwargs)


class AnswerForm(forms.Form):
    """An authenticator's answer."""

    credential = AnswerField()

    def clean(self) -> dict[str, Any]:
        """Without an answer the script did not run."""
        data: dict[str, Any] = super().clean() or {}
        if not data.get("credential"):
            raise forms.ValidationError(NO_SCRIPT)
        return data


class AddForm(AnswerForm):
    """A new key, and what its owner calls it."""

    name = forms.CharField(
        label=_("Vad ska nyckeln heta?"),
        max_length=60,
        help_text=_("Så att du känner igen den, som ”Säkerhetsnyckel i kassaskåpet”."),
        error_messages={"required": _("Skriv vad nyckeln ska heta")},
    )


class InviteForm(forms.Form):
    """Who may add a key."""

    person = PersonField()


class ReasonForm(forms.Form):
    """Why people may log in by key."""

    reason = forms.CharField(
        label=_("Varför behövs det?"),
        max_length=300,
        help_text=_("Till exempel vilket beslut det bygger på. Det sparas, så skriv inga personuppgifter."),
        error_messages={"required": _("Skriv varför det behövs")},
    )
