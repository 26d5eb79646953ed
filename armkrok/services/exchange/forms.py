"""The shape of what people type about agreements, and what they look for."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from armkrok.core.tenants.models import Board
from armkrok.kit.swedish_order import SwedishOrder
from armkrok.services.exchange.models import Agreement
from armkrok.services.exchange.queries.giving import giver
from armkrok.ui.fields import ChoiceForm, DayInput

LEVELS = range(5)
MOST = 500
LAST_YEAR = 2099
WRITE_SOMETHING = _("Skriv något här.")
WRONG_DAY = {"invalid": _("Skriv dagen som 2026-11-27")}


def _text(label: Any, hint: Any = "", *, required: Any = None, rows: int = 2) -> forms.CharField:
    """A few lines; `required` is what is said when they are left out."""
    return forms.CharField(
        label=label, help_text=hint, required=required is not None, max_length=MOST,
        widget=forms.Textarea(attrs={"rows": rows}), error_messages={"required": required},
    )  # fmt: skip


def _day(label: Any, hint: Any = "", *, required: Any) -> forms.DateField:
    errors = {**WRONG_DAY, "required": required}
    return forms.DateField(label=label, help_text=hint, widget=DayInput, error_messages=errors)


class ReceiverForm(forms.Form):
    """Whom the agreement is with."""

    receiver = forms.ChoiceField(
        label=_("Mottagare"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj en mottagare."), "invalid_choice": _("Välj en mottagare.")},
    )

    def __init__(self, *args: Any, choices: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["receiver"].choices = choices  # type: ignore[attr-defined]


class PurposeForm(forms.Form):
    """Why, and on which ground."""

    kind = forms.ChoiceField(
        label=_("Vilket slags avtal är det?"), choices=Agreement.Kind.choices, widget=forms.RadioSelect
    )
    board_id: Any = forms.ModelChoiceField(
        label=_("Personuppgiftsansvarig nämnd"),
        queryset=None,
        required=False,
        empty_label=_("Hela organisationen"),
    )
    purpose = _text(_("Ändamål"), _("Ett ändamål, så att en förälder förstår det."), required=WRITE_SOMETHING)
    basis = _text(
        _("Rättslig grund"),
        _("Artikel och lag, som artikel 6.1 e dataskyddsförordningen, 10 kap. skollagen."),
        required=WRITE_SOMETHING,
    )
    secrecy = _text(
        _("Sekretess"),
        _("Vilken regel som gäller och vad som bryter den, som 23 kap. 2 § och 10 kap. 2 a § OSL."),
    )
    categories = _text(
        _("Vilka det gäller och vilka slags uppgifter"),
        _("Som elever och lärare i årskurs 7–9: namn och klass."),
        required=WRITE_SOMETHING,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        boards = Board.objects.order_by(SwedishOrder("name"))
        self.fields["board_id"].queryset = boards  # type: ignore[attr-defined]

    def clean_board_id(self) -> Any:
        """The board's id; none for the whole organisation."""
        board = self.cleaned_data["board_id"]
        return board.pk if board else None


class LevelForm(ChoiceForm):
    """How much: a level, which may then be narrowed. Personal numbers demand a reason."""

    goes_with = {"level_reason": ("level", str(LEVELS[-1]))}

    level = forms.TypedChoiceField(
        label=_("Så mycket behöver mottagaren"),
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("Välj den lägsta nivå som räcker."),
        error_messages={"required": _("Välj en nivå.")},
    )
    level_reason = _text(
        _("Varför behövs personnummer?"),
        _("Det ska vara klart motiverat (3 kap. 10 § dataskyddslagen)."),
        required=_("Skriv varför personnummer behövs, eller välj en lägre nivå."),
    )

    def __init__(self, *args: Any, service_key: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        giving = giver(service_key)
        words = giving.words if giving else str
        choices = [(one, f"{one}: {words(one)}") for one in LEVELS]
        self.fields["level"].choices = choices  # type: ignore[attr-defined]


class AttributesForm(forms.Form):
    """Exactly which attributes, by type of object: one field for each type."""

    def __init__(
        self, *args: Any, service_key: str, held: Mapping[str, Sequence[str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        giving = giver(service_key)
        kinds, names = (giving.kinds, giving.names) if giving else ({}, {})
        for kind, attributes in held.items():
            self.fields[kind] = forms.MultipleChoiceField(
                label=str(kinds.get(kind, kind)),
                choices=[(one, str(names.get(one, one))) for one in attributes],
                widget=forms.CheckboxSelectMultiple,
                required=False,
            )


class TermsForm(forms.Form):
    """For how long, and what the receiver has promised."""

    valid_from = _day(_("Gäller från och med"), required=_("Välj den första dagen"))
    valid_to = _day(
        _("Gäller till och med"),
        _("Du får en påminnelse 90, 30 och 7 dagar före."),
        required=_("Välj den sista dagen"),
    )
    retention = _text(_("Så länge sparar mottagaren uppgifterna"), required=WRITE_SOMETHING)
    deletion_proof = _text(_("Så visar mottagaren att uppgifterna är raderade"))
    sub_processors = _text(_("Underbiträden"), _("Vilka de är, och för vad."))
    third_country = _text(
        _("Överföring utanför EU och EES"), _("Vart, och på vilken grund. Lämna tomt om det inte sker.")
    )
    contact = forms.CharField(
        label=_("Kontakt hos mottagaren"),
        max_length=200,
        error_messages={"required": _("Skriv vem man kan fråga.")},
    )
    incident_contact = forms.CharField(
        label=_("Kontakt vid en incident"), max_length=200, required=False, help_text=_("Som nås alla dagar.")
    )

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        found: dict[str, Any] = super().clean() or {}
        begins, ends = found.get("valid_from"), found.get("valid_to")
        if begins and ends and ends < begins:
            self.add_error("valid_to", _("Sista dagen är före den första."))
        elif ends and ends.year > LAST_YEAR:
            self.add_error("valid_to", _("Välj en sista dag före år 2100."))
        return found


class DocumentForm(forms.Form):
    """The agreement with its signatures."""

    file = forms.FileField(
        label=_("Undertecknat avtal"),
        widget=forms.FileInput(attrs={"accept": ".pdf,application/pdf"}),
        error_messages={"required": _("Välj en fil."), "empty": _("Filen är tom.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit = settings.UPLOAD_LIMIT // 1_000_000
        self.fields["file"].help_text = _("En PDF, högst {limit} MB.").format(limit=limit)


class SignForm(forms.Form):
    """That both parties have signed."""

    signatories = forms.CharField(
        label=_("Vilka har tecknat avtalet?"),
        max_length=300,
        help_text=_("Namn och befattning hos båda parter."),
        error_messages={"required": _("Skriv vilka som har tecknat avtalet.")},
    )


class WhyForm(forms.Form):
    """The reason for a pause, or the end."""

    why = forms.CharField(
        label=_("Varför?"), max_length=MOST, error_messages={"required": _("Skriv varför.")}
    )


class ProofForm(forms.Form):
    """What shows that nothing is left at the receiver."""

    proof = forms.CharField(
        label=_("Vad visar att uppgifterna är raderade?"),
        max_length=MOST,
        help_text=_("Som ett intyg från mottagaren, med datum."),
        error_messages={"required": _("Skriv vad som visar det.")},
    )


class SearchForm(forms.Form):
    """Which releases to look for; nothing in it tells of a person, so it may stand in the address."""

    mottagare = forms.ChoiceField(label=_("Mottagare"), required=False)
    vad = forms.ChoiceField(label=_("Vad hände"), required=False)
    fran = forms.DateField(label=_("Från dag"), required=False, widget=DayInput, error_messages=WRONG_DAY)
    till = forms.DateField(label=_("Till dag"), required=False, widget=DayInput, error_messages=WRONG_DAY)
    korning = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, receivers: Sequence[tuple[str, str]], operations: Mapping[str, Any], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["mottagare"].choices = [("", _("Alla")), *receivers]  # type: ignore[attr-defined]
        self.fields["vad"].choices = [("", _("Allt")), *operations.items()]  # type: ignore[attr-defined]


class PersonForm(forms.Form):
    """Whose releases; sent by POST, so that neither names nor numbers end up in addresses."""

    person = forms.CharField(
        label=_("Namn eller personnummer"),
        max_length=200,
        error_messages={"required": _("Skriv vem du söker.")},
    )
