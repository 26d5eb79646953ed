"""A list of titles as a table (CSV); docs/school-catalogue.md names its columns. No database here."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from armkrok.kit.csv_lists import OTHER_ENCODING, ListRefused, columns, decoded, rows
from armkrok.services.school.importing.title_cells import TitleRecord, record

MOST_BYTES = 30_000_000
COLUMNS = {
    "name": ("titel", "namn", "title", "name", "läromedel"),
    "supplier": ("förlag", "leverantör", "publisher", "supplier"),
    "receiver": ("mottagare", "tjänst", "receiver"),
    "isbn": ("isbn", "isbn13", "ean"),
    "article": ("artikelnummer", "artikelnr", "artnr", "article", "sku"),
    "edition": ("upplaga", "edition"),
    "year": ("utgivningsår", "utgivnår", "year"),
    "description": ("beskrivning", "text", "description"),
    "is_digital": ("form", "format", "typ"),
    "subjects": ("ämneskoder", "ämneskod", "subjectcodes"),
    "subject_names": ("ämne", "ämnen", "subject", "subjects"),
    "courses": ("kurskoder", "kurskod", "kurs", "kurser", "courses"),
    "school_types": ("skolform", "skolformer", "schooltypes"),
    "years": ("årskurs", "årskurser", "åk", "grades"),
    "from_year": ("frånårskurs", "fromyear"),
    "to_year": ("tillårskurs", "toyear"),
    "thema": ("thema", "themakoder"),
    "accessibility": ("tillgänglighet", "accessibility", "behov"),
    "price": ("pris", "prisutanmoms", "prisexklmoms", "price"),
    "price_with_vat": ("medmoms", "inklmoms", "prisinklmoms"),
    "vat_percent": ("moms", "momssats", "momsprocent", "vat"),
    "scope": ("prisper", "per", "licenstyp", "scope"),
    "level": ("uppgifter", "nivå", "uppgiftsnivå", "level"),
    "starts_on": ("börjar", "licensenbörjar", "start", "startson"),
    "start_date": ("startdag", "startdatum", "startdate"),
    "duration_months": ("månader", "längd", "licenstid", "months"),
    "assign_within_months": ("delasutinom", "assignwithin"),
    "auto_start_months": ("börjarsjälvefter", "autostart"),
    "revocable_months": ("tillbakainom", "ångrasinom", "revocable"),
    "reusable": ("återanvänds", "återanvändbar", "reusable"),
    "needs_renewal_ref": ("förnyasmedreferens", "renewalref"),
    "shrink_after_end": ("minskasefterslut", "shrinkafterend"),
    "is_offered": ("erbjuds", "offered"),
}  # fmt: skip
KNOWN = {word: key for key, words in COLUMNS.items() for word in words}
NEEDED = {"name": "Titel", "supplier": "Förlag"}


def read(content: bytes) -> Iterator[TitleRecord]:
    """The titles after the heading, each judged; raises ListRefused when the table cannot be read at all."""
    if len(content) > MOST_BYTES:
        raise ListRefused(_("Filen är för stor. Den får vara högst 30 MB."))
    text, odd = decoded(content)
    if not text.strip():
        raise ListRefused(_("Listan är tom."))
    found = rows(text)
    places = columns(next(found, (0, []))[1], KNOWN)
    if lacking := [word for key, word in NEEDED.items() if key not in places]:
        sentence = _("Listan saknar kolumnen {name}. Första raden ska vara rubriker.")
        raise ListRefused(sentence.format(name=lacking[0]))
    for line, cells in found:
        told = {key: cells[place] if place < len(cells) else "" for key, place in places.items()}
        if line in odd:
            yield TitleRecord(line, told["name"][:300], told["supplier"][:120], problem=str(OTHER_ENCODING))
        else:
            yield record(line, told)
