"""Forms judge shape; the actions judge rules."""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from armkrok.core.members.models import Group, Member
from armkrok.kit.days import today
from armkrok.kit.visible_text import readable, readable_lines
from armkrok.ui.fields import DayInput


class DocumentForm(forms.Form):
    """A file to upload; the size is judged while it streams in."""

    file = forms.FileField(
        label=_("Dokument"),
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        allow_empty_file=True,
        error_messages={"required": _("Välj en fil.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = settings.UPLOAD_LIMIT // 1_000_000
        self.fields["file"].help_text = _("En PDF, högst {limit} MB.").format(limit=limit)


class VisibleField(forms.CharField):
    """A name: one line, of which something can be seen."""

    def clean(self, value: Any) -> str:
        """As people will see it; nothing visible counts as nothing."""
        seen: str = super().clean(readable(str(value or "")))
        return seen


class LinesField(forms.CharField):
    """A text of several lines, without what cannot be seen."""

    def clean(self, value: Any) -> str:
        """As people will see it."""
        seen: str = super().clean(readable_lines(str(value or "")))
        return seen


class TitleForm(forms.Form):
    """What the document is called, also in BankID."""

    title = VisibleField(
        label=_("Namn på dokumentet"),
        help_text=_("Namnet syns i BankID och i mejlet."),
        max_length=200,
        error_messages={"required": _("Skriv namnet på dokumentet")},
    )


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


class MessageForm(forms.Form):
    """The message and the last day."""

    sign_by = forms.DateField(
        label=_("Sista dag att skriva under"),
        required=False,
        widget=DayInput,
        error_messages={"invalid": _("Skriv dagen som 2026-11-27.")},
    )
    message = LinesField(
        label=_("Meddelande till alla"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    remind_last = forms.BooleanField(
        label=_("Påminn den som inte har skrivit under, dagen före sista dagen"), required=False
    )
    language = forms.ChoiceField(
        label=_("Språk i mejlen och på underskriftssidan"),
        choices=[("sv", _("Svenska")), ("en", _("Engelska"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj språk.")},
    )

    def clean_sign_by(self) -> Any:
        """Not a day that has passed."""
        day = self.cleaned_data["sign_by"]
        if day and day < today():
            raise forms.ValidationError(_("Välj en dag från och med i dag."))
        return day


class ReasonForm(forms.Form):
    """Why a request is withdrawn or a signature declined."""

    reason = LinesField(
        label=_("Varför?"),
        help_text=_("De som berörs får läsa det du skriver."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv varför.")},
    )


class CheckForm(forms.Form):
    """A file to check."""

    file = forms.FileField(
        label=_("Fil att kontrollera"),
        help_text=_("En underskriven PDF. Filen sparas inte."),
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        allow_empty_file=True,
        error_messages={"required": _("Välj en fil.")},
    )
