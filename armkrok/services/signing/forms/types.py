"""Forms of the register of document types: a type, and the decision about it."""

from typing import Any

from django import forms
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from armkrok.core import registry
from armkrok.kit.days import today
from armkrok.services.signing import policy
from armkrok.services.signing.forms.texts import LinesField, VisibleField
from armkrok.services.signing.policy import wording
from armkrok.services.signing.policy.kinds import Action, Electronic, Level, Trigger
from armkrok.ui.fields import DayInput

DAY_WRONG = {"invalid": _("Skriv dagen som 2026-11-27."), "required": _("Välj en dag.")}
EVERYBODY = _("alla:")
NEW = {"level": "A", "loa": 3, "action": "plan", "paper": True}


def _choices(labels: dict[Any, Any]) -> list[tuple[str, Any]]:
    return [(one.value, label) for one, label in labels.items()]


def _lines(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class DecisionForm(forms.Form):
    """From when a version holds, and why."""

    valid_from = forms.DateField(label=_("Gäller från och med"), widget=DayInput, error_messages=DAY_WRONG)
    why = VisibleField(
        label=_("Varför ändrar ni?"),
        help_text=_("Syns i historiken."),
        max_length=500,
        error_messages={"required": _("Skriv varför.")},
    )
    basis = VisibleField(
        label=_("Beslut som ändringen bygger på"),
        help_text=_("Till exempel KS 2026-11-03 § 112."),
        max_length=200,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = today

    def clean_valid_from(self) -> Any:
        """Not a day that has passed."""
        day = self.cleaned_data["valid_from"]
        if day < today():
            raise forms.ValidationError(_("Välj en dag från och med i dag."))
        return day


class TypeForm(forms.Form):
    """What can be said of a type, in the words of the guide."""

    name = VisibleField(
        label=_("Namn"), max_length=200, error_messages={"required": _("Skriv vad dokumentet kallas.")}
    )
    group = forms.ChoiceField(label=_("Rubrik i registret"))
    reason = LinesField(
        label=_("Varför"),
        help_text=_("Skriv så att den som ska skicka förstår."),
        max_length=1000,
        widget=_lines(4),
        error_messages={"required": _("Skriv varför.")},
    )
    law = LinesField(
        label=_("Lag"), help_text=_("En källa per rad."), required=False, max_length=1000, widget=_lines(3)
    )
    signing = forms.ChoiceField(label=_("Vad lagen säger"), choices=_choices(wording.SIGNING))
    level = forms.ChoiceField(label=_("Så hanteras det"), choices=_choices(wording.LEVELS))
    agreed = forms.BooleanField(
        label=_("Går bara om motparten godtar elektronisk underskrift"), required=False
    )
    loa = forms.TypedChoiceField(
        label=_("Lägsta tillitsnivå"),
        choices=[(0, _("Ingen")), (2, "2"), (3, "3"), (4, "4")],
        coerce=int,
    )
    seats = LinesField(
        label=_("Vem som skriver under"),
        help_text=_(
            "En roll per rad. Fler än en person: ”justerare; 2”. Alla som finns: ”alla: styrelseledamot”."
        ),
        required=False,
        max_length=2000,
        widget=_lines(4),
    )
    strict = forms.BooleanField(label=_("Stoppa om någon roll saknas"), required=False)
    paper = forms.BooleanField(
        label=_("Den som inte kan använda e-legitimation får svara på papper"), required=False
    )
    senders = forms.MultipleChoiceField(
        label=_("Vem som får skicka"),
        help_text=_("Välj ingen om alla får."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    identifier = forms.ChoiceField(label=_("Det underskriften visar"), choices=_choices(wording.IDENTIFIER))
    attestation = LinesField(label=_("Ord som intygas"), required=False, max_length=1000, widget=_lines(2))
    secrecy = LinesField(label=_("Sekretess"), required=False, max_length=1000, widget=_lines(2))
    ask = LinesField(label=_("Att ta reda på först"), required=False, max_length=1000, widget=_lines(2))
    delivery = LinesField(label=_("Att göra efteråt"), required=False, max_length=1000, widget=_lines(2))
    paper_reason = LinesField(
        label=_("Varför det stoppas"),
        help_text=_("Fylls i när dokumentet ska på papper eller i ett annat system."),
        required=False,
        max_length=1000,
        widget=_lines(2),
    )
    instead = LinesField(label=_("Gör så här i stället"), required=False, max_length=1000, widget=_lines(2))
    publish = forms.ChoiceField(label=_("Publicering"), choices=_choices(wording.PUBLISH))
    action = forms.ChoiceField(label=_("Bevara eller gallra"), choices=_choices(wording.ACTIONS))
    years = forms.IntegerField(label=_("Antal år"), required=False, min_value=0, max_value=200)
    trigger = forms.ChoiceField(
        label=_("Åren räknas"), required=False, choices=[("", "–"), *_choices(wording.TRIGGERS)]
    )
    note = VisibleField(label=_("Kommentar om gallring"), required=False, max_length=200)
    words = VisibleField(
        label=_("Ord i namnet som tyder på typen"),
        help_text=_("Skilj orden åt med komma."),
        required=False,
        max_length=500,
    )
    law_confirmed = forms.BooleanField(
        label=_("Vår jurist har bekräftat reglerna om underskrift"), required=False
    )
    retention_confirmed = forms.BooleanField(
        label=_("Vår arkivarie har bekräftat tiden för gallring"), required=False
    )

    def __init__(self, kind: policy.DocumentType | None, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", _shown(kind) if kind else NEW)
        super().__init__(*args, **kwargs)
        self.kind = kind
        self.fields["group"].choices = [(one.key, one.name) for one in policy.groups()]  # type: ignore[attr-defined]
        if kind and "K" not in kind.marks[:2]:
            del self.fields["law_confirmed"]
        if kind and kind.marks[2] != "K":
            del self.fields["retention_confirmed"]
        roles = registry.roles().items()
        self.fields["senders"].choices = [(key, role.name) for key, role in roles]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Judge it as a whole by making the type of it."""
        data = super().clean() or {}
        if not self.errors:
            try:
                policy.parse(self.values() | {"key": "x", "valid_from": today()})
            except policy.BadType as error:
                self.add_error(FAULTS.get(error.field, (None, ""))[0], FAULTS.get(error.field, WRONG)[1])
        return data

    def values(self) -> dict[str, Any]:
        """The values for policy.parse(); what the form does not ask for is as it was."""
        data = self.cleaned_data
        before = self.kind.values() if self.kind else {"source_date": today().isoformat(), "minutes": False}
        same = ("name", "group", "reason", "signing", "loa", "strict", "identifier", "attestation", "secrecy")
        also = ("ask", "delivery", "paper", "paper_reason", "instead", "publish", "senders")
        return before | {name: data[name] for name in (*same, *also)} | self._worked_out(data)

    def _worked_out(self, data: dict[str, Any]) -> dict[str, Any]:
        level = Level(data["level"])
        blocked = level in (Level.P, Level.X)
        levels = [level]
        if self.kind and self.kind.level is level:
            levels = list(self.kind.levels)
        electronic = Electronic.NO if blocked else Electronic.AGREED if data["agreed"] else Electronic.YES
        return {
            "levels": levels,
            "electronic": electronic,
            "law": _split(data["law"], "\n"),
            "words": [word.casefold() for word in _split(data["words"], ",")],
            "seats": _read_seats(data["seats"], self.kind),
            "retention": _retention(data),
            "marks": _marks(self.kind, data),
        }


WRONG: tuple[str | None, Any] = (None, _("Något i dokumenttypen stämmer inte."))
FAULTS: dict[str, tuple[str | None, Any]] = {
    "paper_reason": ("paper_reason", _("Skriv varför det stoppas, och vad man ska göra i stället.")),
    "loa": ("loa", _("En avancerad underskrift kräver tillitsnivå 3, och ett godkännande nivå 2.")),
    "retention": ("years", _("Skriv antal år och välj varifrån de räknas.")),
    "seats": ("seats", _("Varje roll får stå på en rad, med ett antal från 0 till 50.")),
}


def _shown(kind: policy.DocumentType) -> dict[str, Any]:
    """The type as the form shows it."""
    plain = kind.values()
    return plain | {
        "level": kind.level.value,
        "agreed": kind.electronic is Electronic.AGREED,
        "law": "\n".join(kind.law),
        "words": ", ".join(kind.words),
        "seats": "\n".join(_seat_line(seat) for seat in kind.seats),
        "action": kind.retention.action.value,
        "years": kind.retention.years,
        "trigger": kind.retention.trigger.value if kind.retention.trigger else "",
        "note": kind.retention.note,
    }


def _seat_line(seat: policy.Seat) -> str:
    name = f"{EVERYBODY} {seat.name}" if seat.all else seat.name
    return name if seat.least == 1 else f"{name}; {seat.least}"


def _read_seats(text: str, kind: policy.DocumentType | None) -> list[dict[str, Any]]:
    """Seats by line; one that keeps its name keeps its key, which people in drafts point at."""
    known = {seat.name: seat.key for seat in kind.seats} if kind else {}
    seats = []
    for line in _split(text, "\n"):
        name, _separator, least = line.partition(";")
        everyone = name.casefold().startswith(str(EVERYBODY))
        name = name[len(str(EVERYBODY)) :].strip() if everyone else name.strip()
        key = known.get(name) or slugify(name)[:40] or "roll"
        number = int(least) if least.strip().isdecimal() else 1 if not least.strip() else -1
        seats.append({"key": key, "name": name, "least": number, "all": everyone})
    return seats


def _retention(data: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {"action": Action(data["action"]), "note": data["note"]}
    if data["trigger"]:
        found["trigger"] = Trigger(data["trigger"])
    if data["years"] is not None:
        found["years"] = data["years"]
    return found


def _marks(kind: policy.DocumentType | None, data: dict[str, Any]) -> str:
    """What was only general knowledge and is now confirmed: read law, and the archivist's plan."""
    law, signing, retention = kind.marks if kind else ("K", "K", "K")
    if data.get("law_confirmed"):
        law, signing = law.replace("K", "L"), signing.replace("K", "L")
    if data.get("retention_confirmed"):
        retention = retention.replace("K", "P")
    return "/".join((law, signing, retention))


def _split(text: str, separator: str) -> list[str]:
    return [part.strip() for part in text.split(separator) if part.strip()]
