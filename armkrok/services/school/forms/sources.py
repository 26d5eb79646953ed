"""Sources of the roster, as people type them."""

import re
import ssl
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.core import outgoing
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.refusals import Refusal
from armkrok.services.school.forms.hours import HoursField
from armkrok.services.school.importing import directory_tables
from armkrok.services.school.importing.opening import LARGEST
from armkrok.services.school.models import Source
from armkrok.ui.fields import SecretField

MOST_FILES = 20
SETTINGS = {
    Source.Kind.SS12000: ("url", "token_url", "client_id", "scope"),
    Source.Kind.CSV: ("url",),
    Source.Kind.EGIL_CSV: ("url",),
    Source.Kind.DIRECTORY: ("url", "client_id", "roots", "tables"),
}
"""The kinds that are offered, and what is kept in `settings` of each."""
LONGEST_ROOTS = 100_000
DIRECTORY_ADDRESS = _("Skriv adressen som ldaps://katalog.sundby.se. Med ldap:// krypteras med StartTLS.")


class KindForm(forms.Form):
    """What kind of system a new source is."""

    kind = forms.ChoiceField(
        label=_("Hur lämnar systemet uppgifter?"),
        choices=[(one.value, one.label) for one in SETTINGS],
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
    secret = SecretField(label=_("Nyckel"), max_length=2000, required=False)
    roots = forms.CharField(
        label=_("Katalogens utfärdare (PEM)"), max_length=LONGEST_ROOTS, required=False,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "class": "ak-code"}),
        help_text=_("Om katalogens certifikat kommer från er egen utfärdare. Tomt: de allmänt kända."),
    )  # fmt: skip
    tables = forms.CharField(
        label=_("Vad som läses (TOML)"), max_length=directory_tables.LONGEST, strip=False,
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false", "class": "ak-code"}),
        help_text=_(
            "En tabell för varje slag, som [students], med bas, filter och kolumner. Handboken har exempel."
        ),
        error_messages={"required": _("Skriv vad som ska läsas")},
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
        others = {name for names in SETTINGS.values() for name in names}
        for name in others.difference(SETTINGS[Source.Kind(kind)]):
            del self.fields[name]
        if kind == Source.Kind.SS12000:
            self._demand("url", _("Skriv systemets adress"))
            self.fields["url"].help_text = _("Hela adressen, som https://elevsystem.sundby.example/v2.0")
        elif kind == Source.Kind.DIRECTORY:
            self._speak_of_a_directory()

    def _speak_of_a_directory(self) -> None:
        self._demand("url", _("Skriv katalogens adress"))
        self._demand("client_id", _("Skriv kontots namn"))
        self.fields["url"].help_text = DIRECTORY_ADDRESS
        self.fields["client_id"].label = _("Kontots namn")
        self.fields["client_id"].help_text = _(
            "Ett konto som bara får läsa: dess namn i katalogen, eller konto@sundby.se i Active Directory."
        )
        self.fields["secret"].label = _("Lösenord")
        self._demand("secret", _("Skriv kontots lösenord"))

    def _demand(self, name: str, words: Any) -> None:
        self.fields[name].required = True
        self.fields[name].error_messages["required"] = words

    def clean_url(self) -> str:
        """An address that the organisation may call."""
        if self.kind != Source.Kind.DIRECTORY:
            return self._judged("url")
        if not re.fullmatch(r"ldaps?://[^/?#]+", str(self.cleaned_data["url"]).strip()):
            raise forms.ValidationError(DIRECTORY_ADDRESS)
        return self._judged("url", outgoing.DIRECTORIES)

    def clean_token_url(self) -> str:
        """The same of the address that gives tokens."""
        return self._judged("token_url")

    def _judged(self, name: str, schemes: Mapping[str, int] = outgoing.WEB) -> str:
        url = str(self.cleaned_data[name]).strip()
        if url:
            try:
                outgoing.check(url, current_organisation().slug, schemes)
            except Refusal as refusal:
                raise forms.ValidationError(str(refusal.text)) from refusal
        return url

    def clean_client_id(self) -> str:
        """A name that no program takes for something else."""
        name = str(self.cleaned_data["client_id"]).strip()
        if not name.isprintable():
            raise forms.ValidationError(_("Namnet har tecken som inte går att skriva ut"))
        return name

    def clean_roots(self) -> str:
        """Certificates that can be read, or nothing."""
        roots = str(self.cleaned_data["roots"]).strip()
        try:
            outgoing.trust(roots)
        except (ssl.SSLError, ValueError) as problem:
            raise forms.ValidationError(
                _("Certifikatet går inte att läsa. Klistra in det i PEM-form, med raderna BEGIN och END")
            ) from problem
        return roots

    def clean_tables(self) -> str:
        """Tables that can be read with; else where it goes wrong."""
        tables = str(self.cleaned_data["tables"])
        try:
            directory_tables.read(tables)
        except directory_tables.BadTables as problem:
            raise forms.ValidationError(str(problem)) from problem
        return tables

    def facts(self) -> dict[str, Any]:
        """What save_source() takes."""
        given = dict(self.cleaned_data)
        given["settings"] = {name: given.pop(name) for name in SETTINGS[Source.Kind(self.kind)]}
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
