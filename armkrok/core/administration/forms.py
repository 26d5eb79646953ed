"""What administrators fill in. Forms judge shape; the actions judge rules."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.core import registry
from armkrok.core.administration import queries
from armkrok.core.administration.actions.clients import scopes_for_clients
from armkrok.core.administration.actions.groups import Outsider
from armkrok.core.administration.actions.members import MemberFacts
from armkrok.core.administration.actions.roles import RoleFacts
from armkrok.core.identity.people import NumberRefused, read_number
from armkrok.core.members.models import Member
from armkrok.core.members.queries import members_called
from armkrok.core.tenants.models import Board, Unit
from armkrok.kit.days import today
from armkrok.ui.fields import DayInput

MOST_ADDRESSES = 20
WHOLE_ADDRESS = _("Skriv hela adressen, som namn@exempel.se")


class EmailField(forms.EmailField):
    """An e-mail address, with our own words when it is wrong."""

    def __init__(self, **kwargs: Any) -> None:
        messages = {"required": WHOLE_ADDRESS, "invalid": WHOLE_ADDRESS}
        kwargs.setdefault("widget", forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}))
        super().__init__(label=_("E-post"), error_messages=messages, max_length=254, **kwargs)


class NumberField(forms.CharField):
    """A personal number; its shape is judged here, whose it is only by the action."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "numeric", "autocomplete": "off", "class": "ak-mid"}
        super().__init__(
            label=_("Personnummer"),
            help_text=_("Tolv siffror, som 19811218-9876. Det sparas krypterat och visas aldrig i klartext."),
            error_messages={"required": _("Skriv personnumret med tolv siffror, som 19811218-9876.")},
            max_length=20,
            widget=forms.TextInput(attrs=attrs),
            **kwargs,
        )

    def clean(self, value: Any) -> str:
        """Twelve digits."""
        try:
            return read_number(super().clean(value))
        except NumberRefused as refusal:
            raise forms.ValidationError(str(refusal.text), code="number") from refusal


class MemberForm(forms.Form):
    """What the organisation says of a member."""

    email = EmailField()
    title = forms.CharField(
        label=_("Titel"), max_length=120, required=False, help_text=_("Som den ska stå i listor.")
    )
    unit: "forms.ModelChoiceField[Unit]" = forms.ModelChoiceField(
        None, label=_("Enhet"), required=False, empty_label=_("Ingen enhet")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].queryset = queries.units()  # type: ignore[attr-defined]

    def facts(self) -> MemberFacts:
        """What the action wants."""
        data = self.cleaned_data
        return MemberFacts(email=data["email"], title=data["title"], unit=data["unit"])


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


class PersonField(forms.CharField):
    """A member, found by the whole name or e-mail address."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Medarbetare"),
            help_text=_("Hela namnet, eller e-postadressen om flera heter lika."),
            error_messages={"required": _("Skriv vem det gäller")},
            max_length=254,
            **kwargs,
        )

    def clean(self, value: Any) -> Member:
        """The member."""
        found = members_called(super().clean(value))
        if not found:
            raise forms.ValidationError(_("Ingen som arbetar här heter så. Kontrollera stavningen"))
        if len(found) > 1:
            raise forms.ValidationError(_("Flera heter så. Skriv e-postadressen i stället"))
        return found[0]


class RoleForm(forms.Form):
    """Who gets which role, where and when."""

    person = PersonField()
    role = forms.ChoiceField(
        label=_("Roll"), error_messages={"required": _("Välj en roll"), "invalid_choice": _("Välj en roll")}
    )
    where = forms.ChoiceField(
        label=_("Gäller i"),
        required=False,
        help_text=_("En begränsad roll öppnar bara sådant som hör till nämnden eller enheten."),
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


class ClientForm(forms.Form):
    """A system and what it may do."""

    name = forms.CharField(
        label=_("Systemets namn"), max_length=120,
        error_messages={"required": _("Skriv systemets namn")},
    )  # fmt: skip
    scopes = forms.MultipleChoiceField(
        label=_("Vad ska det få göra?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Välj minst en sak"),
            "invalid_choice": _("Välj bland det som system kan få göra."),
        },
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(permission.key, permission.name) for permission in scopes_for_clients()]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]


class ReturnsForm(forms.Form):
    """Where a system may have people sent back to."""

    addresses = forms.CharField(
        label=_("Adresser att gå tillbaka till"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=_("En hel adress på varje rad, som https://arenden.sundby.example/underskrift/klar"),
    )

    def clean_addresses(self) -> list[str]:
        """The lines that say something, twenty at most."""
        lines = [line.strip() for line in self.cleaned_data["addresses"].splitlines()]
        addresses = list(dict.fromkeys(filter(None, lines)))
        if len(addresses) > MOST_ADDRESSES:
            raise forms.ValidationError(_("Skriv högst 20 adresser."))
        return addresses


class FaultForm(forms.Form):
    """What does not work."""

    text = forms.CharField(
        label=_("Vad ville du göra, och vad hände?"), max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Skriv inga personnummer eller annat hemligt."),
        error_messages={"required": _("Berätta vad som hände")},
    )  # fmt: skip
    page = forms.CharField(label=_("Vilken sida gäller det?"), max_length=300, required=False)
    reply_to = forms.EmailField(
        label=_("E-post, om du vill ha svar"), max_length=254, required=False,
        error_messages={"invalid": WHOLE_ADDRESS}, widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip


class AuditForm(forms.Form):
    """Which part of the log to read."""

    event = forms.ChoiceField(label=_("Händelse"), required=False)
    person = forms.CharField(label=_("Vem"), required=False, max_length=200)
    day = forms.DateField(
        label=_("Dag"), required=False, widget=DayInput,
        error_messages={"invalid": _("Skriv dagen som 2026-11-27")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        texts = {
            kind.__name__: str(getattr(kind, "text", kind.__name__))
            for s in registry.services()
            for kind in s.events
        }
        ordered = sorted(texts.items(), key=lambda pair: pair[1])
        self.fields["event"].choices = [("", _("Alla")), *ordered]  # type: ignore[attr-defined]
