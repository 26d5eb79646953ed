"""Titles in words: what one costs, for how long, what data it takes and what an agreement says."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from armkrok.core.tenants.models import current_organisation
from armkrok.services.school.models import Title
from armkrok.services.school.queries import levels
from armkrok.services.school.queries.agreements import Standing, given_of_pupils, standings_of, told
from armkrok.ui.words import full_day

NEEDS: dict[str, Promise] = {
    "read_aloud": gettext_lazy("Uppläst text"),
    "languages": gettext_lazy("Flera språk"),
    "screen_reader": gettext_lazy("Skärmläsare"),
    "easy_swedish": gettext_lazy("Lätt svenska"),
    "adaptable_text": gettext_lazy("Text som går att anpassa"),
    "picture_support": gettext_lazy("Bildstöd"),
    "captions": gettext_lazy("Textad film"),
    "sign_language": gettext_lazy("Teckenspråk"),
}
"""What a pupil may need, by our word in Title.accessibility; the codes of ONIX list 196 stand beside them."""
SCHOOL_TYPES: dict[str, Promise] = {
    "FKLASS": gettext_lazy("Förskoleklass"),
    "GR": gettext_lazy("Grundskola"),
    "GRS": gettext_lazy("Anpassad grundskola"),
    "SP": gettext_lazy("Specialskola"),
    "SAM": gettext_lazy("Sameskola"),
    "GY": gettext_lazy("Gymnasieskola"),
    "GYS": gettext_lazy("Anpassad gymnasieskola"),
    "VUX": gettext_lazy("Komvux"),
    "SFI": gettext_lazy("Svenska för invandrare"),
}
"""SS 12000's types of school that materials are made for."""

Scope, Starts = Title.Scope, Title.Starts
Standings = dict[UUID, tuple[Standing, date | None]]


@dataclass(frozen=True)
class Offer:
    """A title as the catalogue shows it."""

    title: Title
    price_for: str
    data: str
    standing_kind: str
    standing: str
    is_approved: bool
    needs: tuple[str, ...] = field(default=())
    is_chosen: bool = False


def offers(titles: Iterable[Title], chosen: Collection[UUID] = ()) -> list[Offer]:
    """Cards for titles with their supplier and receiver read; one question of the agreements."""
    titles = list(titles)
    found = standings_of({one.receiver_id for one in titles if one.receiver_id})
    data = data_words(titles)
    town = current_organisation().name.removesuffix(" kommun")
    return [_offer(one, data[one.pk], found, town, is_chosen=one.pk in chosen) for one in titles]


def _offer(title: Title, data: str, found: Standings, town: str, *, is_chosen: bool) -> Offer:
    kind, text = _standing(title, found, town)
    needs = tuple(str(name) for key, name in NEEDS.items() if key in title.accessibility)
    is_approved = kind in ("done", "soon")
    return Offer(title, price_for(title), data, kind, text, is_approved, needs, is_chosen)


def _standing(title: Title, found: Standings, town: str) -> tuple[str, str]:
    standing, last = found[title.receiver_id] if title.receiver_id else (Standing.VALID, None)
    if standing == Standing.VALID:
        return "done", _("Godkänt i {town}").format(town=town)
    return told(standing, last)


def data_words(titles: Collection[Title]) -> dict[UUID, str]:
    """What the supplier is given of each pupil, as "förnamn och klass", by title."""
    names = given_of_pupils(titles)
    none = _("inga uppgifter")
    return {one.pk: levels.words_of(names[one.pk]) if one.pk in names else none for one in titles}


def price_for(title: Title) -> str:
    """What the price is for, and how long, as "per elev och läsår" or "per elev, 12 månader"."""
    if not title.is_digital and title.scope == Scope.PUPIL:
        return _("per exemplar")
    scope = title.get_scope_display()
    if title.starts_on == Starts.SCHOOL_YEAR and title.duration_months == 12:
        return _("{scope} och läsår").format(scope=scope)
    return _("{scope}, {time}").format(scope=scope, time=months(title.duration_months))


def months(number: int) -> str:
    """As "12 månader"."""
    return ngettext("{n} månad", "{n} månader", number).format(n=number)


def years_words(title: Title) -> str:
    """As "årskurs 7–9"; 0 is the preschool class."""
    if title.from_year is None and title.to_year is None:
        return ""
    first = title.from_year if title.from_year is not None else title.to_year
    last = title.to_year if title.to_year is not None else title.from_year
    if (first, last) == (0, 0):
        return _("förskoleklass")
    if first == last:
        return _("årskurs {year}").format(year=first)
    if first == 0:
        return _("förskoleklass till årskurs {last}").format(last=last)
    return _("årskurs {first}–{last}").format(first=first, last=last)


def terms(title: Title) -> list[tuple[str, str]]:
    """The licence's terms, each a question and a sentence; a printed book has none."""
    if not title.is_digital:
        return []
    rows = [
        (_("Hur länge"), months(title.duration_months)),
        (_("När den börjar"), _starts(title)),
        (_("Om eleven slutar"), _returned(title)),
    ]
    if title.assign_within_months is not None:
        text = _("Inom {time} från köpet. Sedan går den inte att dela ut.")
        rows.append((_("Senast utdelad"), text.format(time=months(title.assign_within_months))))
    if title.auto_start_months is not None:
        text = _("Den som inte är utdelad börjar av sig själv efter {time}.")
        rows.append((_("Börjar av sig själv"), text.format(time=months(title.auto_start_months))))
    if title.needs_renewal_ref:
        rows.append((_("Förlängning"), _("Beställningen måste nämna den gamla prenumerationen.")))
    if title.shrink_after_end:
        rows.append((_("Färre licenser"), _("Först när tiden har gått ut.")))
    return rows


def _starts(title: Title) -> str:
    if title.starts_on == Starts.DATE and title.start_date:
        return _("Den {day}.").format(day=full_day(title.start_date))
    return str(title.get_starts_on_display()).capitalize() + "."


def _returned(title: Title) -> str:
    if title.revocable_months is not None:
        text = _("Licensen kan ges till en annan elev de första {time}. Sedan är den förbrukad.")
        return text.format(time=months(title.revocable_months))
    if title.reusable:
        return _("Tiden som är kvar kan ges till en annan elev.")
    return _("Licensen är förbrukad när den är utdelad.")
