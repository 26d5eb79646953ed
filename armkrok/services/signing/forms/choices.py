"""The organisation's own choices in Underskrift."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.services.signing.models import SigningPolicy


class ChoicesForm(forms.Form):
    """How the organisation signs. `services` are the external signing services that are set up."""

    without_stamp = forms.ChoiceField(
        label=_("När ingen tidsstämpel går att få"),
        help_text=_(
            "Utan tidsstämpel bevisar underskriften vem, men inte när. "
            "Väljer ni att stämpla senare står det på sidan och i loggen tills det är gjort."
        ),
        choices=SigningPolicy.Outage.choices,
        widget=forms.RadioSelect,
    )
    built_in = forms.BooleanField(label=_("Skriva under direkt i Armkrok med e-legitimation"), required=False)
    external_service = forms.ChoiceField(
        label=_("Extern underskriftstjänst"),
        help_text=_("Den som skriver under skickas dit och tillbaka. Driften lägger upp vilka som finns."),
        required=False,
    )
    may_forward = forms.BooleanField(
        label=_("Den som får en begäran får lämna över den till rätt person"), required=False
    )
    may_stand_in = forms.BooleanField(label=_("Den som är borta får ange en ersättare"), required=False)
    remind_after = forms.IntegerField(
        label=_("Första påminnelsen, antal dagar efter inbjudan"),
        help_text=_("Gäller nya begäranden. Lämna tomt om ingen ska skickas."),
        required=False,
        min_value=1,
        max_value=90,
    )
    remind_every = forms.IntegerField(
        label=_("Därefter, antal dagar mellan påminnelserna"), required=False, min_value=1, max_value=90
    )

    def __init__(self, *args: Any, services: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["external_service"].choices = [("", _("Ingen")), *services]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Some way to sign must be left."""
        found = super().clean() or {}
        if not found.get("built_in") and not found.get("external_service"):
            self.add_error("built_in", _("Välj minst ett sätt att skriva under."))
        return found
