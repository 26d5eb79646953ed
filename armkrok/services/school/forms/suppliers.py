"""Suppliers, their contacts and receivers, as people type them."""

import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from armkrok.core.identity.people import NumberRefused, read_number
from armkrok.services.school.forms.hours import HoursField
from armkrok.services.school.models import Receiver, Supplier
from armkrok.services.school.sending.rules import BadRule, block_of, rules_of
from armkrok.ui.fields import ChoiceForm, SecretField

TAGS_MOST = 20
WHOLE_KEY_FILE = _('Klistra in hela nyckelfilen. Den börjar med {"keys": […].')


class SupplierForm(ChoiceForm):
    """A publisher or reseller, and how it takes orders."""

    goes_with = {
        "order_email": ("order_by", Supplier.Transmit.EMAIL),
        "order_url": ("order_by", Supplier.Transmit.API),
        "order_secret": ("order_by", Supplier.Transmit.API),
    }

    name = forms.CharField(
        label=_("Namn"), max_length=120, error_messages={"required": _("Skriv leverantörens namn")}
    )
    number = forms.RegexField(
        r"^\d{6}-\d{4}$", label=_("Organisationsnummer"), required=False, max_length=11,
        error_messages={"invalid": _("Skriv numret som 556000-1234")},
    )  # fmt: skip
    gln = forms.RegexField(
        r"^\d{13}$", label=_("GLN"), required=False, max_length=13,
        help_text=_("Lokaliseringskod med 13 siffror, för elektroniska beställningar."),
        error_messages={"invalid": _("Skriv 13 siffror")},
    )  # fmt: skip
    vat_number = forms.CharField(label=_("Momsnummer"), required=False, max_length=20)
    order_by = forms.ChoiceField(
        label=_("Hur tar leverantören emot beställningar?"), choices=Supplier.Transmit.choices,
        widget=forms.RadioSelect,
    )  # fmt: skip
    order_email = forms.EmailField(
        label=_("E-post för beställningar"),
        error_messages={
            "required": _("Skriv adressen dit beställningar ska skickas"),
            "invalid": _("Skriv hela adressen, som order@exempel.se"),
        },
    )  # fmt: skip
    order_url = forms.URLField(
        label=_("Adress till leverantörens API"), assume_scheme="https",
        error_messages={
            "required": _("Skriv adressen till leverantörens API"),
            "invalid": _("Skriv hela adressen, som https://api.exempel.se/orders"),
        },
    )  # fmt: skip
    order_secret = SecretField(label=_("Nyckel till API:et"), required=False, max_length=500)


class ContactForm(forms.Form):
    """Somebody at the supplier."""

    name = forms.CharField(label=_("Namn"), max_length=200, error_messages={"required": _("Skriv ett namn")})
    number = forms.CharField(
        label=_("Personnummer"), max_length=13,
        help_text=_("Används bara för att känna igen personen vid inloggning."),
        error_messages={"required": _("Skriv personnumret")},
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-postadress"), help_text=_("Dit går ett brev med adressen till sidan. Vi sparar den inte."),
        error_messages={
            "required": _("Skriv e-postadressen"), "invalid": _("Skriv hela adressen, som namn@exempel.se"),
        },
    )  # fmt: skip

    def clean_number(self) -> str:
        """Twelve digits."""
        try:
            return read_number(self.cleaned_data["number"])
        except NumberRefused as error:
            raise forms.ValidationError(str(error.text)) from error


class ReceiverForm(ChoiceForm):
    """Where a receiver is, how it is trusted, and how it wants things."""

    goes_with = {
        "entity_id": ("trust", Receiver.Trust.FEDERATION),
        "tags": ("trust", Receiver.Trust.FEDERATION),
        "url": ("trust", Receiver.Trust.KEY),
        "key_header": ("trust", Receiver.Trust.KEY),
        "key": ("trust", Receiver.Trust.KEY),
    }

    name = forms.CharField(
        label=_("Tjänstens namn"), max_length=120, error_messages={"required": _("Skriv tjänstens namn")}
    )
    trust = forms.ChoiceField(
        label=_("Hur vet vi att det är rätt mottagare?"),
        choices=Receiver.Trust.choices,
        widget=forms.RadioSelect,
    )
    entity_id = forms.CharField(
        label=_("Mottagarens entity-id"), max_length=255,
        help_text=_("Namnet i federationens metadata, som https://leverantor.exempel.se."),
        error_messages={"required": _("Skriv mottagarens entity-id")},
    )  # fmt: skip
    tags = forms.CharField(
        label=_("Taggar"), required=False, max_length=300,
        help_text=_("Små bokstäver och siffror, komma mellan, som egilv1. De väljer rätt server."),
    )  # fmt: skip
    url = forms.URLField(
        label=_("Adress"), assume_scheme="https",
        error_messages={
            "required": _("Skriv mottagarens adress"),
            "invalid": _("Skriv hela adressen, som https://scim.exempel.se/v2"),
        },
    )  # fmt: skip
    key_header = forms.CharField(label=_("Rubrik för API-nyckeln"), max_length=60, required=False)
    key = SecretField(label=_("API-nyckel"), required=False, max_length=500)
    pseudonymous = forms.BooleanField(
        label=_("Byt elevernas id mot pseudonymer som bara den här mottagaren får"), required=False
    )
    id_mode = forms.ChoiceField(label=_("Vems id gäller?"), choices=Receiver.IdMode.choices)
    media_type = forms.ChoiceField(
        label=_("Medietyp"),
        choices=[
            ("application/scim+json", "application/scim+json"),
            ("application/json", "application/json"),
        ],
    )
    groups_first = forms.BooleanField(label=_("Vill ha grupper före personer"), required=False)
    connections = forms.IntegerField(label=_("Samtidiga förbindelser"), min_value=1, max_value=32)
    per_second = forms.IntegerField(
        label=_("Högst så många anrop i sekunden"), min_value=1, max_value=10_000, required=False
    )
    limit_count = forms.IntegerField(
        label=_("Stanna om fler än så många av ett slag kommer eller går"), min_value=0, max_value=1_000_000
    )
    limit_percent = forms.IntegerField(
        label=_("eller om det är mer än så många procent"), min_value=0, max_value=100
    )
    at_hours = HoursField(label=_("När skickas ändringar?"))

    def clean_tags(self) -> list[str]:
        """Small letters and digits, 64 at most each (RFC 9932)."""
        tags = [one.strip().lower() for one in self.cleaned_data["tags"].split(",") if one.strip()]
        if len(tags) > TAGS_MOST or not all(
            one.isascii() and one.isalnum() and len(one) <= 64 for one in tags
        ):
            raise forms.ValidationError(
                _("En tagg har bara bokstäver a till z och siffror, högst 64 tecken.")
            )
        return tags


class JsonField(forms.CharField):
    """Settings as JSON, shown with indents."""

    def __init__(self, *, shape: type, required: bool = False, **kwargs: Any) -> None:
        self.shape = shape
        area = forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "ak-code"})
        super().__init__(widget=area, required=required, max_length=20_000, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """As text, when it is not that already."""
        return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=2)

    def to_python(self, value: Any) -> Any:
        """The value, of the right shape."""
        text = super().to_python(value)
        try:
            read = json.loads(text) if text else self.shape()
            self.prepare_value(read)  # what is too deep to be shown is too deep
        except (ValueError, RecursionError) as error:
            raise forms.ValidationError(_("Det är inte JSON. Kontrollera citattecken och komman.")) from error
        if not isinstance(read, self.shape):
            raise forms.ValidationError(_("Reglerna börjar med { och listan med [."))
        return read

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compared as text."""
        return bool(self.prepare_value(initial) != data)


class SelectionForm(forms.Form):
    """Rules, and whom the receiver never gets."""

    selection = JsonField(
        shape=dict, label=_("Regler (JSON)"),
        help_text=_("Behövs sällan. Formen står i handboken under Urval."),
    )  # fmt: skip
    block = JsonField(
        shape=list, label=_("Skickas aldrig (JSON-lista)"),
        help_text=_("Id, eller ett attribut med värde. Gäller före allt annat."),
    )  # fmt: skip

    def clean_selection(self) -> dict[str, Any]:
        """Rules that a run can read."""
        given: dict[str, Any] = self.cleaned_data["selection"]
        self._demand_readable(given, rules_of)
        return given

    def clean_block(self) -> list[Any]:
        """The same of whom the receiver never gets."""
        given: list[Any] = self.cleaned_data["block"]
        self._demand_readable(given, block_of)
        return given

    def _demand_readable(self, given: Any, reader: Callable[[Any], Any]) -> None:
        try:
            reader(given)
        except BadRule as problem:
            told = _("Regeln går inte att läsa: %(where)s") % {"where": problem}
            raise forms.ValidationError(told) from problem


class ObjectForm(forms.Form):
    """One object, by an id that is seen in the log of a run or that the supplier has named."""

    id = forms.UUIDField(
        label=_("Objektets id"),
        help_text=_("Mottagarens id (externalId), eller källans. Det står i körningens anteckningar."),
        error_messages={
            "required": _("Skriv objektets id"),
            "invalid": _("Ett id är 32 siffror och bokstäver a till f, med bindestreck."),
        },
    )


class FederationForm(forms.Form):
    """A federation, and our own certificate in it."""

    name = forms.CharField(label=_("Namn"), max_length=80, error_messages={"required": _("Skriv ett namn")})
    metadata_url = forms.URLField(
        label=_("Adress till metadata"), assume_scheme="https",
        error_messages={
            "required": _("Skriv adressen"),
            "invalid": _("Skriv hela adressen, som https://federation.exempel.se/metadata.jws"),
        },
    )  # fmt: skip
    jwks = JsonField(
        shape=dict, label=_("Federationens publika nycklar (JWKS)"), required=True,
        error_messages={"required": WHOLE_KEY_FILE},
    )  # fmt: skip
    issuer = forms.CharField(
        label=_("Utgivare (iss)"), required=False, max_length=255,
        help_text=_("Om operatören har sagt vad den ska vara. Då litar vi bara på listor med exakt den."),
    )  # fmt: skip
    certificate = forms.CharField(
        label=_("Vårt certifikat (PEM)"), max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "class": "ak-code"}),
        error_messages={"required": _("Klistra in certifikatet")},
    )  # fmt: skip
    key = SecretField(
        label=_("Dess privata nyckel (PEM)"), max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "class": "ak-code"}),
        error_messages={"required": _("Klistra in nyckeln")},
    )  # fmt: skip

    def clean_jwks(self) -> dict[str, Any]:
        """At least one key."""
        keys: dict[str, Any] = self.cleaned_data["jwks"]
        if not isinstance(keys.get("keys"), list) or not keys["keys"]:
            raise forms.ValidationError(WHOLE_KEY_FILE)
        return keys
