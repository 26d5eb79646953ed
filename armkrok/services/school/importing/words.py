"""The codes of SS 12000:2020, with Skolverket's later ones. Another code is a warning, never a stop."""

from armkrok.services.school.models import RosterPerson

Marking = RosterPerson.Marking
UNIT_KINDS = frozenset(
    ("Huvudman", "Stadsdel", "Rektorsområde", "Skola", "Skolenhet", "Övrigt", "Verksamhetsområde",
     "Förvaltning", "Varumärke", "Bolag")
)  # fmt: skip
SCHOOL_TYPES = frozenset(
    ("FS", "FKLASS", "FTH", "OPPFTH", "GR", "GRS", "SP", "SAM", "GY", "GYS", "KOMVUX", "SARVUX", "SFI", "KU",
     "YH", "FHS", "STF", "KKU", "HS", "ABU", "AU", "TR", "VUX", "VUXSFI", "VUXGR", "VUXGY", "VUXSARGR",
     "VUXSARTR", "VUXSARGY", "SARVUXGR", "SARVUXGY")
)  # fmt: skip
GROUP_KINDS = frozenset(
    ("Undervisning", "Klass", "Mentor", "Provgrupp", "Schema", "Avdelning", "Personalgrupp", "Övrigt")
)
ACTIVITY_KINDS = frozenset(("Undervisning", "Elevaktivitet", "Provaktivitet", "Läraraktivitet", "Övrigt"))
DUTY_ROLES = frozenset(
    ("Rektor", "Lärare", "Förskollärare", "Övrig pedagogisk personal", "Förskolechef", "Annan personal",
     "Barnskötare", "Bibliotekarie", "Lärarassistent", "Fritidspedagog", "Studie- och yrkesvägledare",
     "Förstelärare", "Kurator", "Skolsköterska", "Skolläkare", "Skolpsykolog",
     "Speciallärare/specialpedagog", "Skoladministratör", "Övrig arbetsledning")
)  # fmt: skip
ASSIGNMENTS = frozenset(
    ("Mentor", "Förskollärare", "Barnskötare", "Fritidspedagog", "Specialpedagog", "Elevhälsopersonal",
     "Pedagogisk ledare", "Schemaläggare")
)  # fmt: skip
RELATIONS = frozenset(("Vårdnadshavare", "Annan ansvarig", "Annan behörig", "God man", "Förälder"))
STATUSES = frozenset(("Aktiv", "Utvandrad", "Avliden"))
UNMARKED = frozenset(("", "ingen", "nej", "false", "0", "no", "n"))
MARKED = frozenset(("ja", "true", "1", "yes", "j", "sant"))


def marking(text: str) -> tuple[str, bool]:
    """A marking as SS 12000 writes it, and whether it was understood. What is not understood protects."""
    plain = text.strip().casefold()
    if plain in UNMARKED:
        return Marking.NONE.value, True
    for one in Marking.values:
        if plain == one.casefold():
            return one, True
    return Marking.SECRET.value, plain in MARKED
