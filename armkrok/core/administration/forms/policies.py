"""What an organisation decides for itself."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.core.administration import queries
from armkrok.core.administration.actions.policies import PolicyFacts
from armkrok.core.policies.models import Policy

SHORT = forms.NumberInput(attrs={"class": "ak-short"})


class PolicyForm(forms.Form):
    """All of an organisation's policies on one page."""

    idle_minutes = forms.IntegerField(
        label=_("Logga ut efter så många minuter utan att något görs"),
        min_value=5, max_value=60, widget=SHORT,
        help_text=_("Mellan 5 och 60."),
    )  # fmt: skip
    longest_hours = forms.IntegerField(
        label=_("Längsta tid inloggad, i timmar"),
        min_value=1,
        max_value=12,
        widget=SHORT,
        help_text=_("Mellan 1 och 12."),
    )
    staff_strength = forms.TypedChoiceField(
        label=_("Lägsta tillitsnivå för den som använder en roll"), coerce=int,
        choices=[
            (2, _("Nivå 2, till exempel en tjänst som ingen har granskat")),
            (3, _("Nivå 3, till exempel BankID och Freja+")),
            (4, _("Nivå 4, till exempel SITHS-kort")),
        ],
    )  # fmt: skip
    closed_providers = forms.MultipleChoiceField(
        label=_("Gemensamma sätt att logga in som inte ska gälla här"), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Den som inte kan använda ert eget sätt behöver ett av de gemensamma."),
    )  # fmt: skip
    stale_days = forms.IntegerField(
        label=_("En roll är gammal när den inte har använts på så många dagar"),
        min_value=7,
        max_value=730,
        widget=SHORT,
    )
    without_eid = forms.CharField(
        label=_("Vad den som inte har e-legitimation kan göra"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Till exempel vart man kan ringa eller gå. Visas på sidan där man loggar in."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["closed_providers"].choices = queries.shared_providers()  # type: ignore[attr-defined]

    @classmethod
    def begun_with(cls, policy: Policy, data: Any) -> "PolicyForm":
        """The form with what holds now."""
        return cls(data, initial={name: getattr(policy, name) for name in cls.base_fields})

    def facts(self) -> PolicyFacts:
        """What the action wants."""
        data = dict(self.cleaned_data)
        return PolicyFacts(**data | {"closed_providers": tuple(data["closed_providers"])})
