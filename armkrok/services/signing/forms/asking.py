"""What people answer when they are asked, and what the sender changes meanwhile."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.kit.days import today
from armkrok.services.signing.forms.people import MemberForm, OutsiderForm
from armkrok.services.signing.forms.texts import LinesField
from armkrok.ui.fields import DayInput


def _why() -> LinesField:
    return LinesField(
        label=_("Varför?"),
        help_text=_("De som berörs får läsa det du skriver."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class ColleagueInsteadForm(MemberForm):
    """Somebody who works for the organisation, instead of one who is asked.

    By the whole name only: people from outside use it too, and the document must not go astray.
    """

    by_part = False
    why = _why()


class OutsiderInsteadForm(OutsiderForm):
    """Somebody outside the organisation, instead of one who is asked."""

    why = _why()


class AddressForm(forms.Form):
    """Where letters go."""

    email = forms.EmailField(
        label=_("E-postadress"),
        error_messages={
            "required": _("Skriv hela adressen, som namn@exempel.se"),
            "invalid": _("Skriv hela adressen, som namn@exempel.se"),
        },
    )


class LastDayForm(forms.Form):
    """A later last day."""

    sign_by = forms.DateField(
        label=_("Ny sista dag"),
        widget=DayInput,
        error_messages={
            "required": _("Välj en dag."),
            "invalid": _("Skriv dagen som 2026-11-27."),
        },
    )


class RemarkForm(forms.Form):
    """A question or an answer."""

    text = LinesField(
        label=_("Skriv här"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Skriv något först.")},
    )


class StandInForm(MemberForm):
    """Who is asked while one is away."""

    from_on = forms.DateField(
        label=_("Från och med"),
        widget=DayInput,
        error_messages={"required": _("Välj en dag."), "invalid": _("Skriv dagen som 2026-11-27.")},
    )
    until_on = forms.DateField(
        label=_("Till och med"),
        widget=DayInput,
        error_messages={"required": _("Välj en dag."), "invalid": _("Skriv dagen som 2026-11-27.")},
    )
    field_order = ("from_on", "until_on", "member")

    def clean(self) -> dict[str, Any] | None:
        """The last day is not before the first, nor in the past."""
        given = super().clean() or self.cleaned_data
        first, last = given.get("from_on"), given.get("until_on")
        if first and last and last < first:
            self.add_error("until_on", _("Välj en dag som inte är före den första."))
        elif last and last < today():
            self.add_error("until_on", _("Välj en dag från och med i dag."))
        return given
