"""Swedish words for what is released, for cards, agreements and registers."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from armkrok.services.school.egil import levels

WORDS = {
    "pseudonym": gettext_noop("pseudonym"),
    "school-and-year": gettext_noop("skola, årskurs"),
    "display-name": gettext_noop("visningsnamn"),
    "log-in-name": gettext_noop("inloggningsnamn"),
    "given-name": gettext_noop("förnamn"),
    "surname": gettext_noop("efternamn"),
    "email": gettext_noop("e-postadress"),
    "civic-number": gettext_noop("personnummer"),
    "groups": gettext_noop("klass"),
    "teachers": gettext_noop("lärare"),
    "signature": gettext_noop("lärarens signatur"),
    "marking": gettext_noop("skyddsmarkering"),
}
OTHER = {
    "employmentRole": gettext_noop("befattning"),
    "groups": gettext_noop("grupper"),
    "parentActivity": gettext_noop("kurs som den hör till"),
    "schoolType": gettext_noop("skolform"),
    "studentGroupType": gettext_noop("slag av grupp"),
}
"""Names on the wire that only groups and teaching have."""

LEVELS = (
    (0, _("0: pseudonym")),
    (1, _("1: visningsnamn")),
    (2, _("2: namn och inloggningsnamn")),
    (3, _("3: namn och e-postadress")),
    (4, _("4: även personnummer")),
)
"""Choices for a form."""


def words(level: int) -> str:
    """What the level releases, as "förnamn, efternamn och klass"."""
    return words_of(levels.user_attributes(level))


def words_of(names: Collection[str]) -> str:
    """The same of what is released of a pupil, by names on the wire."""
    return enumerated(gettext(WORDS[key]) for key in levels.words(names))


def attribute_words(attributes: Iterable[str]) -> str:
    """The same of names on the wire, each word once; a name that has no word is shown as it is."""
    found = (OTHER.get(name) or WORDS.get(levels.word(name), name) for name in attributes)
    return enumerated(gettext(word) for word in dict.fromkeys(found))


def enumerated(words: Iterable[str]) -> str:
    """Words with commas, and "och" before the last."""
    found = list(words)
    if len(found) < 2:
        return "".join(found)
    return gettext("%(first)s och %(last)s") % {"first": ", ".join(found[:-1]), "last": found[-1]}
