"""Forms of minutes: the bodies that adjust them, a meeting, and the days of its announcement."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from armkrok.core.tenants.models import Board
from armkrok.kit.days import today
from armkrok.services.signing.forms.texts import LinesField, VisibleField
from armkrok.services.signing.models import Body
from armkrok.ui.fields import DayInput

DAY_WRONG = {"invalid": _("Skriv dagen som 2026-11-27."), "required": _("Välj en dag.")}


class BodyForm(forms.Form):
    """A body whose minutes are adjusted, and the paragraph that says how."""

    name = VisibleField(
        label=_("Organets namn"), max_length=120, error_messages={"required": _("Skriv organets namn.")}
    )
    kind = forms.ChoiceField(label=_("Slag"), choices=Body.Kind.choices, initial=Body.Kind.BOARD)
    board: Any = forms.ModelChoiceField(
        label=_("Hör till"), queryset=None, required=False, empty_label=_("Ingen nämnd")
    )
    rule = LinesField(
        label=_("Det arbetsordningen säger om elektronisk justering"),
        help_text=_("Skriv av paragrafen. Utan den går det inte att skicka protokoll (KL 5 kap. 72 §)."),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    rule_reference = VisibleField(
        label=_("Paragraf"),
        help_text=_("Till exempel Arbetsordning för kommunfullmäktige 34 §."),
        required=False,
        max_length=120,
    )
    rule_decided = forms.DateField(
        label=_("Beslutad"), required=False, widget=DayInput, error_messages=DAY_WRONG
    )
    adjusters = forms.IntegerField(
        label=_("Antal justerare, utöver ordföranden"), min_value=1, max_value=10, initial=1
    )
    kept_at = VisibleField(
        label=_("Var protokollet finns"), help_text=_("Står i anslaget."), required=False, max_length=200
    )
    notice_board = forms.URLField(
        label=_("Anslagstavlans adress"), required=False, max_length=200, assume_scheme="https"
    )
    is_active = forms.BooleanField(label=_("Används"), required=False, initial=True)

    def __init__(self, body: Body | None, *args: Any, **kwargs: Any) -> None:
        if body:
            kwargs["initial"] = {name: getattr(body, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.fields["board"].queryset = Board.objects.order_by("name")  # type: ignore[attr-defined]


class MeetingForm(forms.Form):
    """Which meeting the minutes are of."""

    body: Any = forms.ModelChoiceField(
        label=pgettext_lazy("ett", "Organ"),
        queryset=None,
        empty_label=_("Välj organ"),
        error_messages={"required": _("Välj ett organ.")},
    )
    meeting_day = forms.DateField(label=_("Sammanträdesdag"), widget=DayInput, error_messages=DAY_WRONG)
    paragraphs = VisibleField(
        label=_("Paragrafer"), help_text=_("Till exempel 45–62 §§."), required=False, max_length=120
    )
    is_immediate = forms.BooleanField(label=_("Omedelbar justering"), required=False)
    secretary = VisibleField(label=_("Sekreterare"), required=False, max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.filter(is_active=True)  # type: ignore[attr-defined]

    def clean_meeting_day(self) -> Any:
        """Not a meeting that has not been."""
        day = self.cleaned_data["meeting_day"]
        if day > today():
            raise forms.ValidationError(_("Sammanträdet har inte varit än. Välj rätt dag."))
        return day


class DayForm(forms.Form):
    """The day when something was done."""

    day = forms.DateField(label=_("Dag"), widget=DayInput, error_messages=DAY_WRONG)

    def __init__(self, label: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].label = label
        self.fields["day"].initial = today
