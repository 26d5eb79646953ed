"""Who is asked, and to do what."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.core.identity.protection import visible
from armkrok.core.members.models import Group, Member
from armkrok.kit.numbers import luhn
from armkrok.services.signing.forms.texts import LinesField, VisibleField
from armkrok.services.signing.models import Party
from armkrok.ui.fields import DayInput


class GroupForm(forms.Form):
    """A saved group."""

    group: Any = forms.ModelChoiceField(
        label=_("Grupp"),
        queryset=None,
        empty_label=None,
        error_messages={"required": _("Välj en grupp.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["group"].queryset = Group.objects.all()  # type: ignore[attr-defined]


class MemberForm(forms.Form):
    """Somebody who works for the organisation, found by name or address."""

    by_part = True  # part of a name will do, when only one has it

    member = forms.CharField(
        label=_("Namn eller e-postadress"),
        max_length=200,
        error_messages={"required": _("Skriv ett namn eller en e-postadress.")},
    )

    def clean_member(self) -> Member:
        """The one member that the text points out."""
        text = self.cleaned_data["member"].strip()
        members = visible(Member.objects.select_related("person").filter(left_at=None))
        found = list(members.filter(email__iexact=text)[:1]) or list(
            members.filter(person__name__iexact=text)[:2]
        )
        if not found and self.by_part:
            found = list(members.filter(person__name__icontains=text)[:2])
        if not found:
            raise forms.ValidationError(
                _("Ingen hos er heter så. Arbetar personen någon annanstans, använd rutan nedanför.")
            )
        if len(found) > 1:
            raise forms.ValidationError(_("Flera heter så. Skriv personens e-postadress."))
        return found[0]


class OutsiderForm(forms.Form):
    """Somebody outside the organisation."""

    name = VisibleField(
        label=_("Namn"), max_length=200, error_messages={"required": _("Skriv personens namn.")}
    )
    email = forms.EmailField(
        label=_("E-postadress"),
        error_messages={
            "required": _("Skriv hela adressen, som namn@exempel.se"),
            "invalid": _("Skriv hela adressen, som namn@exempel.se"),
        },
    )
    number = forms.CharField(
        label=_("Personnummer"),
        help_text=_("Tolv siffror. Så vet vi att rätt person skriver under. Det syns inte för någon."),
        max_length=20,
        error_messages={"required": _("Skriv personnumret med tolv siffror, som 19811218-9876.")},
    )


class PartForm(forms.Form):
    """Everything that can be said of one person on the list."""

    name = VisibleField(
        label=_("Namn"), max_length=200, error_messages={"required": _("Skriv personens namn.")}
    )
    email = forms.EmailField(
        label=_("E-postadress"),
        error_messages={
            "required": _("Skriv hela adressen, som namn@exempel.se"),
            "invalid": _("Skriv hela adressen, som namn@exempel.se"),
        },
    )
    title = forms.CharField(label=_("Titel"), max_length=120, required=False)
    role = forms.ChoiceField(
        label=_("Vad ska personen göra?"), choices=Party.Role.choices, widget=forms.RadioSelect
    )
    seat = forms.ChoiceField(label=_("Roll i dokumentet"), required=False)
    message = LinesField(
        label=_("Meddelande till bara den här personen"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    language = forms.ChoiceField(
        label=_("Språk"),
        required=False,
        choices=[("", _("Samma som för alla")), ("sv", _("Svenska")), ("en", _("Engelska"))],
    )
    principal = forms.CharField(
        label=_("Skriver under för"),
        help_text=_("Organisationens eller personens namn. Det syns vid underskriften."),
        max_length=200,
        required=False,
    )
    principal_number = forms.CharField(
        label=_("Organisationsnummer"), help_text=_("Som 212000-1355."), max_length=20, required=False
    )
    mandate = forms.CharField(
        label=_("Vad ger rätt att skriva under?"),
        help_text=_("Till exempel ”Delegationsordningen 4.2” eller ”KS 2026-02-03 § 14”."),
        max_length=200,
        required=False,
    )
    mandate_until = forms.DateField(
        label=_("Rätten gäller till och med"),
        required=False,
        widget=DayInput,
        error_messages={"invalid": _("Skriv dagen som 2026-11-27.")},
    )

    SIMPLE = ("name", "email", "title", "role", "seat")
    OWN = ("message", "language")
    MANDATE = ("principal", "principal_number", "mandate", "mandate_until")

    def __init__(self, *args: Any, seats: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = list(seats)
        if chosen:
            self.fields["seat"].choices = [("", _("Ingen särskild")), *chosen]  # type: ignore[attr-defined]
        else:
            del self.fields["seat"]

    def clean_principal_number(self) -> str:
        """Ten digits with a right check digit, written with its hyphen."""
        text: str = self.cleaned_data["principal_number"].strip()
        if not text:
            return ""
        digits = "".join(one for one in text if one.isdecimal())
        digits = digits[2:] if len(digits) == 12 and digits.startswith("16") else digits
        if len(digits) != 10 or luhn(digits[:9]) != int(digits[9]) or int(digits[2]) < 2:
            raise forms.ValidationError(_("Numret stämmer inte. Skriv tio siffror, som 212000-1355."))
        return f"{digits[:6]}-{digits[6:]}"

    def clean(self) -> dict[str, Any]:
        """A number without a name tells nobody anything."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("principal_number") and not given.get("principal"):
            self.add_error("principal", _("Skriv namnet på den som personen skriver under för."))
        return given


class PlaceForm(forms.Form):
    """Role, turn and seat of one of several people."""

    role = forms.ChoiceField(label=_("Gör"), choices=Party.Role.choices)
    turn = forms.IntegerField(
        label=_("Nummer"),
        min_value=1,
        max_value=200,
        error_messages={
            "required": _("Skriv ett nummer, 1 för den som är först."),
            "invalid": _("Skriv ett nummer, 1 för den som är först."),
            "min_value": _("Skriv ett nummer, 1 för den som är först."),
            "max_value": _("Skriv ett nummer, högst 200."),
        },
    )
    seat = forms.ChoiceField(label=_("Roll i dokumentet"), required=False)

    def __init__(self, *args: Any, seats: Iterable[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = list(seats)
        if chosen:
            self.fields["seat"].choices = [("", _("Ingen särskild")), *chosen]  # type: ignore[attr-defined]
        else:
            del self.fields["seat"]
