"""Members and their roles."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.core import registry
from armkrok.core.administration import queries
from armkrok.core.administration.actions.members import MemberFacts
from armkrok.core.administration.actions.roles import RoleFacts
from armkrok.core.administration.forms.fields import EmailField, NumberField, PersonField
from armkrok.core.tenants.models import Board, Unit
from armkrok.kit.days import today
from armkrok.ui.fields import DayInput


class MemberForm(forms.Form):
    """What the organisation says of a member."""

    email = EmailField()
    title = forms.CharField(
        label=_("Titel"), max_length=120, required=False, help_text=_("Som den ska stå i listor.")
    )
    unit: "forms.ModelChoiceField[Unit]" = forms.ModelChoiceField(
        None, label=_("Enhet"), required=False, empty_label=_("Ingen enhet")
    )

    external_id = forms.CharField(
        label=_("Id i er katalog"), max_length=255, required=False,
        help_text=_("Till exempel anställningsnumret. Då känns personen igen när ni läser in en lista."),
    )  # fmt: skip
    ends_on = forms.DateField(
        label=_("Anställningens sista dag"), widget=DayInput(attrs={"class": "ak-short"}), required=False,
        help_text=_("Dagen efter upphör alla roller, och personen loggas ut."),
        error_messages={"invalid": _("Skriv dagen som 2026-11-27")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = queries.units()  # type: ignore[attr-defined]

    def clean_ends_on(self) -> date | None:
        """A day that has not been; to end an employment now there is a button."""
        day: date | None = self.cleaned_data["ends_on"]
        if day and day < today():
            raise forms.ValidationError(_("Välj en dag från och med i dag, eller avsluta anställningen."))
        return day

    def facts(self) -> MemberFacts:
        """What the action wants."""
        data = {name: self.cleaned_data[name] for name in MemberForm.base_fields}
        return MemberFacts(**data)


class NewMemberForm(MemberForm):
    """The same, and who it is."""

    name = forms.CharField(
        label=_("Namn"),
        max_length=200,
        help_text=_("Byts mot namnet i e-legitimationen när personen loggar in."),
        error_messages={"required": _("Skriv personens namn")},
    )
    number = NumberField()
    field_order = ("name", "number", "email", "title", "unit")


class RoleForm(forms.Form):
    """Who gets which role, where and when."""

    person = PersonField()
    role = forms.ChoiceField(
        label=_("Roll"), error_messages={"required": _("Välj en roll"), "invalid_choice": _("Välj en roll")}
    )
    where = forms.ChoiceField(
        label=_("Gäller i"),
        required=False,
        help_text=_(
            "En begränsad roll öppnar bara sådant som hör till nämnden eller enheten. Kan begränsas: {roles}."
        ),
        error_messages={"invalid_choice": _("Välj var rollen gäller")},
    )
    from_day = forms.DateField(
        label=_("Första dag"), widget=DayInput(attrs={"class": "ak-short"}), initial=today,
        error_messages={"required": _("Välj första dagen"), "invalid": _("Skriv dagen som 2026-11-27")},
    )  # fmt: skip
    to_day = forms.DateField(
        label=_("Sista dag"), widget=DayInput(attrs={"class": "ak-short"}), required=False,
        error_messages={"invalid": _("Skriv dagen som 2026-11-27")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.parts: dict[str, Board | Unit] = {}
        roles = [(role.key, role.name) for role in registry.roles().values()]
        self.fields["role"].choices = [("", _("Välj en roll")), *roles]  # type: ignore[attr-defined]
        partial = [str(role.name) for role in registry.roles().values() if role.partial]
        self.fields["where"].help_text = self.fields["where"].help_text.format(roles=", ".join(partial))
        self.fields["where"].choices = [  # type: ignore[attr-defined]
            ("", _("Hela organisationen")),
            (_("Nämnder"), self._choices("board", queries.boards())),
            (_("Enheter"), self._choices("unit", queries.units())),
        ]

    def _choices(self, kind: str, rows: Any) -> list[tuple[str, str]]:
        found = {f"{kind}:{row.pk}": row for row in rows}
        self.parts |= found
        return [(key, row.name) for key, row in found.items()]

    def facts(self) -> RoleFacts:
        """What the action wants."""
        data = self.cleaned_data
        part = self.parts.get(data["where"])
        return RoleFacts(
            role=data["role"],
            starts=data["from_day"],
            ends=data["to_day"],
            board=part if isinstance(part, Board) else None,
            unit=part if isinstance(part, Unit) else None,
        )
