"""What somebody looks for among the groups that a receiver may get."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.services.school.forms.catalogue import YEARS
from armkrok.services.school.queries.receiver_groups import Look, kinds


class LookForm(forms.Form):
    """A part of a name, and filters; what is wrong counts as not asked for."""

    q = forms.CharField(label=_("Skola eller grupp"), required=False, max_length=100)
    ar = forms.ChoiceField(label=_("Årskurs"), required=False, choices=[("", _("Alla")), *YEARS])
    slag = forms.ChoiceField(label=_("Slag"), required=False)
    visa = forms.ChoiceField(
        label=_("Visa"), required=False, choices=[("", _("Alla")), ("valda", _("Dem som mottagaren får"))]
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [("", _("Alla")), *((one, one) for one in kinds())]
        self.fields["slag"].choices = offered  # type: ignore[attr-defined]

    def look(self) -> Look:
        """What to look for."""
        data = self.cleaned_data if self.is_valid() else {}
        year = data.get("ar", "")
        return Look(
            text=data.get("q", ""),
            year=int(year) if year else None,
            kind=data.get("slag", ""),
            is_wanted=bool(data.get("visa")),
        )
