"""Sources of the roster, as people type them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.core import outgoing
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.refusals import Refusal
from armkrok.services.school.forms.hours import HoursField
from armkrok.services.school.importing.opening import LARGEST
from armkrok.services.school.models import Source

MOST_FILES = 20
OFFERED = (Source.Kind.SS12000, Source.Kind.CSV, Source.Kind.EGIL_CSV)
_API_ONLY = ("token_url", "client_id", "scope")


class KindForm(forms.Form):
    """What kind of system a new source is."""

    kind = forms.ChoiceField(
        label=_("Hur lämnar systemet uppgifter?"),
        choices=[(one.value, one.label) for one in OFFERED],
        widget=forms.RadioSelect,
        error_messages={"required": _("Välj hur systemet lämnar uppgifter")},
    )


class SourceForm(forms.Form):
    """A source: where it is, when it is read, and when a reading is to stop."""

    name = forms.CharField(
        label=_("Namn"), max_length=80, help_text=_("Till exempel vad systemet heter."),
        error_messages={"required": _("Skriv ett namn på källan")},
    )  # fmt: skip
    url = forms.CharField(
        label=_("Adress"), max_length=500, required=False,
        help_text=_("Hela adressen till en CSV- eller zip-fil. Tomt för filer som lämnas här."),
    )  # fmt: skip
    token_url = forms.CharField(
        label=_("Adress för att hämta åtkomst"), max_length=500, required=False,
        help_text=_("Bara om systemet lämnar ut tillfälliga nycklar (OAuth 2)."),
    )  # fmt: skip
    client_id = forms.CharField(label=_("Vårt namn hos systemet"), max_length=200, required=False)
    scope = forms.CharField(label=_("Omfattning (scope)"), max_length=200, required=False)
    secret = forms.CharField(
        label=_("Nyckel"), max_length=2000, required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Visas aldrig igen. Lämna tomt för att behålla den som finns."),
    )  # fmt: skip
    at_hours = HoursField(label=_("Läs klockan"))
    limit_count = forms.IntegerField(
        label=_("Stanna om fler än så många försvinner"), min_value=0, max_value=1_000_000,
        help_text=_("Räknas för sig för skolor, personer, tjänster, grupper och undervisning."),
        error_messages={"required": _("Skriv ett antal")},
    )  # fmt: skip
    limit_percent = forms.IntegerField(
        label=_("Stanna om en större andel försvinner, i procent"), min_value=0, max_value=100,
        error_messages={"required": _("Skriv en andel från 0 till 100")},
    )  # fmt: skip
    is_open = forms.BooleanField(label=_("Läs den på bestämda tider"), required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind == Source.Kind.SS12000:
            self.fields["url"].required = True
            self.fields["url"].help_text = _("Hela adressen, som https://elevsystem.sundby.example/v2.0")
            self.fields["url"].error_messages["required"] = _("Skriv systemets adress")
        else:
            for name in _API_ONLY:
                del self.fields[name]

    def clean_url(self) -> str:
        """An address outside our own network."""
        return self._judged("url")

    def clean_token_url(self) -> str:
        """The same of the address that gives tokens."""
        return self._judged("token_url")

    def _judged(self, name: str) -> str:
        url = str(self.cleaned_data[name]).strip()
        if url:
            try:
                outgoing.check(url, current_organisation().slug)
            except Refusal as refusal:
                raise forms.ValidationError(str(refusal.text)) from refusal
        return url

    def facts(self) -> dict[str, Any]:
        """What save_source() takes."""
        given = dict(self.cleaned_data)
        given["settings"] = {name: given.pop(name) for name in ("url", *_API_ONLY) if name in given}
        return given


class _Files(forms.FileField):
    """One or several files."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(_Files, self).clean(one, initial) for one in files] or super().clean(None, initial)


class _FilesInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesForm(forms.Form):
    """The files of a source, handed in by hand."""

    files: Any = _Files(
        label=_("Filer"),
        widget=_FilesInput(attrs={"accept": ".csv,.txt,.zip"}),
        help_text=_("CSV-filer, eller en zip-fil med alla."),
        error_messages={"required": _("Välj minst en fil"), "empty": _("Filen är tom")},
    )

    def clean_files(self) -> list[tuple[str, bytes]]:
        """Names and contents, not too much of it."""
        given: Iterable[Any] = self.cleaned_data["files"]
        files = list(given)
        if len(files) > MOST_FILES:
            raise forms.ValidationError(_("Lämna högst 20 filer åt gången, eller packa dem i en zip-fil"))
        if sum(one.size or 0 for one in files) > LARGEST:
            raise forms.ValidationError(_("Filerna är för stora. Packa dem i en zip-fil"))
        return [(one.name or "fil.csv", b"".join(one.chunks())) for one in files]
