"""Who is asked, and to do what."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.core.members.models import Group, Member
from armkrok.services.signing.forms.texts import VisibleField


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

    member = forms.CharField(
        label=_("Namn eller e-postadress"),
        max_length=200,
        error_messages={"required": _("Skriv ett namn eller en e-postadress.")},
    )

    def clean_member(self) -> Member:
        """The one member that the text points out."""
        text = self.cleaned_data["member"].strip()
        members = Member.objects.select_related("person").filter(left_at=None)
        found = list(members.filter(email__iexact=text)[:1]) or list(
            members.filter(person__name__iexact=text)[:2]
        )
        found = found or list(members.filter(person__name__icontains=text)[:2])
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
