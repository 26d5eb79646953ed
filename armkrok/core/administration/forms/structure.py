"""The organisation itself, its parts and its groups."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.core.administration import queries
from armkrok.core.administration.actions.groups import Outsider
from armkrok.core.administration.forms.fields import EmailField, NumberField, PersonField
from armkrok.core.tenants.models import Board
from armkrok.kit.organisation_numbers import NotAnOrganisationNumber, organisation_number
from armkrok.ui.themes import arms, themes


class OrganisationForm(forms.Form):
    """What an administrator can change about the organisation itself."""

    number = forms.CharField(
        label=_("Organisationsnummer"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "ak-mid"}),
        help_text=_(
            "Tio siffror, som 212000-1234. Det står i stämpelns certifikat och i paket till e-arkiv."
        ),
    )

    phone = forms.CharField(
        label=_("Telefon"), required=False, max_length=120,
        help_text=_("Dit invånare kan ringa. Visas på alla organisationens sidor."),
    )  # fmt: skip
    email = EmailField(required=False)

    def clean_number(self) -> str:
        """As it is stored; what is no number is left for the action to refuse."""
        text: str = self.cleaned_data["number"]
        try:
            return organisation_number(text) if text.strip() else ""
        except NotAnOrganisationNumber:
            return text


class ThemeForm(forms.Form):
    """Colours and coat of arms."""

    theme = forms.ChoiceField(
        label=_("Färger"), widget=forms.RadioSelect, error_messages={"required": _("Välj färger")}
    )
    arms = forms.ChoiceField(
        label=_("Vapen"), widget=forms.RadioSelect, error_messages={"required": _("Välj ett vapen")}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].choices = themes().items()  # type: ignore[attr-defined]
        self.fields["arms"].choices = arms().items()  # type: ignore[attr-defined]


class NameForm(forms.Form):
    """A name, for a group or a board."""

    name = forms.CharField(label=_("Namn"), max_length=120, error_messages={"required": _("Skriv ett namn")})


class UnitForm(NameForm):
    """A unit's name, and the board above it."""

    board: "forms.ModelChoiceField[Board]" = forms.ModelChoiceField(
        None, label=_("Nämnd"), required=False, empty_label=_("Ingen nämnd")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["board"].queryset = queries.boards()  # type: ignore[attr-defined]


class GroupMemberForm(forms.Form):
    """Somebody who works here."""

    person = PersonField()


class OutsiderForm(forms.Form):
    """Somebody who works elsewhere."""

    name = forms.CharField(
        label=_("Namn"), max_length=200, error_messages={"required": _("Skriv personens namn")}
    )
    email = EmailField()
    title = forms.CharField(label=_("Titel eller organisation"), max_length=120, required=False)
    number = NumberField()

    def outsider(self) -> Outsider:
        """What the action wants."""
        return Outsider(**self.cleaned_data)
