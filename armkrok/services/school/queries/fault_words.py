"""What can be wrong in a source: the words for it, what it means for the roster, and what to do about it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from armkrok.services.school.models import Finding

WITHHELD, WARNING = Finding.Weight.WITHHELD, Finding.Weight.WARNING


@dataclass(frozen=True)
class Kind:
    """A kind of fault: what it is called, what it means for the roster, and what to do at the source."""

    name: Promise
    advice: Promise
    weight: Finding.Weight = WARNING


KINDS: dict[str, Kind] = {
    "bad_id": Kind(
        _("Felaktigt id"),
        _("Ett id ska vara ett UUID. Raden togs inte in. Rätta id:t i källan."),
        WITHHELD,
    ),
    "duplicate_id": Kind(
        _("Samma id på flera"),
        _("Ingen av dem togs in, för det går inte att veta vilken som är rätt. Ge dem egna id:n i källan."),
        WITHHELD,
    ),
    "broken_reference": Kind(
        _("Pekar på något som inte finns"),
        _("Raden togs inte in. Kontrollera att det den pekar på finns i källan och är rätt."),
        WITHHELD,
    ),
    "missing_value": Kind(
        _("Uppgift som måste finnas saknas"), _("Raden togs inte in. Fyll i uppgiften i källan."), WITHHELD
    ),
    "bad_day": Kind(
        _("Felaktigt datum"),
        _("Raden togs inte in. Skriv datum som 2026-08-17, och slutdatum efter startdatum."),
        WITHHELD,
    ),
    "bad_birth": Kind(
        _("Felaktigt födelsedatum"), _("Personen togs in utan födelsedatum. Skriv det som 2014-03-09.")
    ),
    "no_parent": Kind(
        _("Skola utan överordnad"),
        _("Skolan togs in utan den skola eller huvudman som den hör till. Lägg in den i källan."),
    ),
    "too_long": Kind(_("För lång text"), _("Raden togs inte in. Korta texten i källan."), WITHHELD),
    "bad_line": Kind(
        _("Rad som inte går att läsa"),
        _("Raden hoppades över. Kontrollera antalet kolumner och citattecken på raden."),
        WITHHELD,
    ),
    "bad_encoding": Kind(
        _("Rad med annan teckenkodning"),
        _("Raden hoppades över. Spara filen som UTF-8, eller hela filen i samma kodning."),
        WITHHELD,
    ),
    "bad_object": Kind(
        _("Objekt som inte går att läsa"),
        _("Objektet hoppades över. Be leverantören av källan att rätta det."),
        WITHHELD,
    ),
    "bad_year": Kind(
        _("Felaktig årskurs"),
        _("Eleven togs in utan årskurs. Skriv årskursen som en siffra från 0 till 10."),
    ),
    "bad_number": Kind(
        _("Personnummer som inte stämmer"),
        _("Personen togs in utan personnummer. Rätta numret i källan. Numret visas inte här."),
    ),
    "duplicate_number": Kind(
        _("Samma personnummer på flera"),
        _("Båda togs in. Kontrollera om personen står två gånger i källan."),
    ),
    "number_changed": Kind(
        _("Ändrat personnummer"),
        _("Personen är kvar som samma person, med det nya numret. Kontrollera att ändringen är riktig."),
    ),
    "unknown_word": Kind(
        _("Okänd kod"),
        _("Raden togs in med koden som den är. Kontrollera stavningen i källan."),
    ),
    "unknown_marking": Kind(
        _("Okänd skyddsmarkering"),
        _("Personen behandlas som skyddad. Rätta markeringen i källan om den är fel."),
    ),
    "marking_removed": Kind(
        _("Skyddsmarkering borttagen"),
        _("Källan säger inte längre att personen är skyddad. Kontrollera att det stämmer."),
    ),
    "two_classes": Kind(
        _("Elev i två klasser"),
        _("Eleven är i båda klasserna tills det rättas. En elev ska vara i en klass åt gången."),
    ),
    "no_school": Kind(
        _("Elev i grupp men inte i skola"),
        _("Eleven saknar skolgång (enrolment) på den dag då uppgifterna hämtades. Lägg in den i källan."),
    ),
    "orphan_person": Kind(
        _("Person utan sammanhang"),
        _("Personen är varken elev, anställd eller vårdnadshavare. Lägg in det som saknas i källan."),
    ),
    "orphan_group": Kind(
        _("Grupp utan elever och undervisning"), _("Gruppen skickas inte till någon leverantör.")
    ),
    "no_employment": Kind(
        _("Lärare utan tjänst"),
        _("Läraren undervisar men har ingen tjänst, och kopplas därför inte dit. Lägg in tjänsten i källan."),
        WITHHELD,
    ),
    "empty_duty": Kind(_("Tjänst utan person"), _("Tjänsten togs in utan person.")),
}
WORDS: dict[str, Promise] = {
    "SchoolUnit": _("Skola"),
    "RosterPerson": _("Person"),
    "Enrolment": _("Skolgång"),
    "Responsible": _("Vårdnadshavare"),
    "Duty": _("Tjänst"),
    "Assignment": _("Uppdrag i grupp"),
    "PupilGroup": _("Grupp"),
    "Membership": _("Elev i grupp"),
    "Activity": _("Undervisning"),
    "ActivityGroup": _("Grupp i undervisning"),
    "Teaching": _("Lärare i undervisning"),
}
"""What the kinds of object are called on screens."""
