"""What people say of licences and of the change of school year."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from armkrok.services.school.models import Licence, Proposal, PupilGroup
from armkrok.ui.fields import ChoiceForm, DayInput

Choice = Proposal.Choice
WRITE_SEATS = _("Skriv hur många licenser ni vill ha, minst 1")
WRITE_DAY = {"required": _("Välj en dag"), "invalid": _("Välj en dag")}


class LicenceForm(forms.Form):
    """What the supplier calls the licence, and whether it follows its groups."""

    reference = forms.CharField(
        label=_("Leverantörens referens"), max_length=80, required=False,
        help_text=_("Prenumerationens nummer. Det nämns när licensen förlängs."),
    )  # fmt: skip
    follows_groups = forms.BooleanField(
        label=_("Följer klasserna"), required=False,
        help_text=_("Nya elever får en ledig licens, och den som slutar lämnar sin."),
    )  # fmt: skip

    groups: "forms.ModelMultipleChoiceField[PupilGroup]" = forms.ModelMultipleChoiceField(
        label=_("Låt fler klasser använda licensen"), queryset=None, required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Lediga licenser delas ut i klasserna, och leverantören får deras konton."),
    )  # fmt: skip

    @classmethod
    def of(cls, licence: Licence, more: "QuerySet[PupilGroup]", data: Any) -> "LicenceForm":
        """The form about a licence, as it is or as it was sent; `more` are the groups that may be added."""
        known = {"reference": licence.reference, "follows_groups": licence.follows_groups}
        form = cls(data or None, initial=known)
        form.fields["groups"].queryset = more  # type: ignore[attr-defined]
        if not more.exists():
            del form.fields["groups"]
        return form


class HolderForm(forms.Form):
    """Who gets the seat."""

    person = forms.UUIDField(error_messages={"required": _("Välj vem"), "invalid": _("Välj vem")})


class YearDatesForm(forms.Form):
    """When schools may begin the change of school year."""

    opens_on = forms.DateField(
        label=_("Första dagen"),
        widget=DayInput(),
        error_messages=WRITE_DAY,
    )
    closes_on = forms.DateField(
        label=_("Sista dagen"),
        widget=DayInput(),
        error_messages=WRITE_DAY,
    )


class DecisionForm(ChoiceForm):
    """What is to become of a licence that ends. Nothing is chosen until somebody has chosen."""

    goes_with = {"seats": ("choice", Choice.RESIZE)}

    proposal = forms.UUIDField(widget=forms.HiddenInput)
    choice = forms.ChoiceField(
        label=_("Vad ska hända?"), required=False, widget=forms.RadioSelect,
        choices=[(one.value, one.label) for one in (Choice.RENEW, Choice.RESIZE, Choice.DROP)],
    )  # fmt: skip
    seats = forms.IntegerField(
        label=_("Hur många, om det är ett annat antal?"), min_value=1, max_value=99_999,
        error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), WRITE_SEATS),
    )  # fmt: skip


DecisionForms = forms.formset_factory(DecisionForm, extra=0, max_num=2000, absolute_max=2000)
"""One form for each licence that ends."""
