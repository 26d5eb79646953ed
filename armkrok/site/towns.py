"""The two fictional towns and the people who recur in demo, tests, screenshots and manual. Plain data.

Every personal number is one of Skatteverket's published test numbers, named by its place in
`armkrok.kit.numbers.test_numbers()`. The organisation numbers are right in form and nobody's that we know of:
in the municipalities' series (212000), with 990 and 991 before the check digit. That is far above the numbers
that municipalities have, and they were found in no text we have searched.
"""

from dataclasses import dataclass

from armkrok.kit.numbers import test_numbers


@dataclass(frozen=True)
class BoardData:
    """A board (nämnd) and its units."""

    name: str
    units: tuple[str, ...] = ()


@dataclass(frozen=True)
class TownData:
    """One municipality."""

    slug: str
    name: str
    code: str
    number: str
    phone: str
    boards: tuple[BoardData, ...]

    @property
    def email(self) -> str:
        """The address of the municipality's contact centre."""
        return f"kontaktcenter@{self.slug}.example"

    @property
    def arms(self) -> str:
        """The coat of arms in the icon sprite."""
        return f"arms-{self.slug}"


@dataclass(frozen=True)
class PersonData:
    """Somebody we come to know. `town` is empty for those who work in neither town."""

    key: str
    given_name: str
    surname: str
    title: str
    town: str
    unit: str
    place: int
    roles: tuple[str, ...] = ("employee",)

    @property
    def name(self) -> str:
        """Given name and surname."""
        return f"{self.given_name} {self.surname}"

    @property
    def number(self) -> str:
        """The test number, twelve digits."""
        return test_numbers()[self.place]

    @property
    def email(self) -> str:
        """The address at work, or the private one of an outsider."""
        plain = self.name.lower().translate(str.maketrans("åäöéá ", "aaoea."))
        return f"{plain}@{self.town or 'brev'}.example"


SUNDBY = TownData(
    slug="sundby",
    name="Sundby kommun",
    code="9901",
    number="212000-9903",
    phone="0980-319 210",
    boards=(
        BoardData("Kommunstyrelsen", ("Kommunledningskontoret", "Personalavdelningen", "It-avdelningen")),
        BoardData("Barn- och utbildningsnämnden", ("Ekbackeskolan", "Sundby förskolor")),
        BoardData("Socialnämnden", ("Hemtjänsten",)),
        BoardData("Samhällsbyggnadsnämnden", ("Bygglovsenheten",)),
        BoardData("Kulturnämnden", ("Sundby bibliotek",)),
        BoardData("Överförmyndarnämnden", ("Överförmyndarexpeditionen",)),
    ),
)
NORRVIK = TownData(
    slug="norrvik",
    name="Norrviks kommun",
    code="9902",
    number="212000-9911",
    phone="0980-319 220",
    boards=(
        BoardData("Kommunstyrelsen", ("Kommunledningskontoret", "Personalavdelningen", "It-avdelningen")),
        BoardData("Barn- och utbildningsnämnden", ("Norrviksskolan", "Norrviks förskolor")),
        BoardData("Socialnämnden", ("Hemtjänsten",)),
        BoardData("Samhällsbyggnadsnämnden", ("Bygglovsenheten",)),
        BoardData("Kulturnämnden", ("Norrviks bibliotek",)),
        BoardData("Överförmyndarnämnden", ("Överförmyndarexpeditionen",)),
    ),
)
TOWNS = (SUNDBY, NORRVIK)
OPERATOR = TownData(
    slug="armkrok", name="Kommunalförbundet Armkrok", code="", number="", phone="08-465 004 10", boards=()
)

_S, _N = "sundby", "norrvik"
_ADMINISTRATOR = ("administrator", "employee")
_HEAD = ("employee", "school_head")
_IT = (*_ADMINISTRATOR, "school_it")
_PRINCIPAL, _TEACHER = ("employee", "principal"), ("employee", "teacher")

PEOPLE = (
    # Sundby: those who are mentioned by name
    PersonData("amina", "Amina", "Karlsson", "HR-chef", _S, "Personalavdelningen", 9307),
    PersonData("karin", "Karin", "Sjöberg", "Rektor", _S, "Ekbackeskolan", 9254, _PRINCIPAL),
    PersonData("sara", "Sara", "Lind", "Systemförvaltare", _S, "It-avdelningen", 9379, _IT),
    PersonData("lars-ake", "Lars-Åke", "Berg", "Kommunchef", _S, "Kommunledningskontoret", 9051, _HEAD),
    PersonData("elif", "Elif", "Demir", "Lärare, Sveriges Lärare", _S, "Ekbackeskolan", 9522, _TEACHER),
    PersonData("mikael", "Mikael", "Ståhl", "Undersköterska, Kommunal", _S, "Hemtjänsten", 9255),
    PersonData("ingrid", "Ingrid", "Mattsson", "Skolkurator, Akavia", _S, "Ekbackeskolan", 9129),
    PersonData(
        "olle", "Olle", "Grahn", "Kommunrevisor", _S, "Kommunledningskontoret", 8981, ("auditor", "employee")
    ),
    PersonData("jonas", "Jonas", "Nyberg", "Bygglovshandläggare", _S, "Bygglovsenheten", 9451),
    # Sundby: the rest of the cooperation group
    PersonData("lo", "Lo", "Ekdahl", "Förskollärare, Sveriges Lärare", _S, "Sundby förskolor", 11718),
    PersonData("omar", "Omar", "Wiklund", "Lönespecialist, Vision", _S, "Personalavdelningen", 9378),
    PersonData("tore", "Tore", "Nilsson", "Byggnadsinspektör", _S, "Bygglovsenheten", 9131),
    PersonData("elsa", "Elsa", "Wikström", "Barnbibliotekarie", _S, "Sundby bibliotek", 13179),
    PersonData("ali", "Ali", "Rahimi", "Enhetschef", _S, "Hemtjänsten", 9306),
    PersonData(
        "inga", "Inga", "Norberg", "Överförmyndarhandläggare", _S, "Överförmyndarexpeditionen", 9050,
        ("employee", "protected_handler"),
    ),
    PersonData(
        "nadia", "Nadia", "Berglund", "Skoladministratör", _S, "Ekbackeskolan", 9132,
        ("employee", "school_administrator"),
    ),
    PersonData(
        "henrik", "Henrik", "Öst", "Dataskyddsombud", _S, "Kommunledningskontoret", 8980,
        ("data_protection_officer", "employee"),
    ),
    PersonData("asa", "Åsa", "Öhman", "Skyddsombud, Vårdförbundet", _S, "Hemtjänsten", 9130),
    # Norrvik
    PersonData("ante", "Ante", "Sarri", "Kommunchef", _N, "Kommunledningskontoret", 9133),
    PersonData("birgitta", "Birgitta", "Norén", "It-samordnare", _N, "It-avdelningen", 9196, _ADMINISTRATOR),
    PersonData("johan", "Johan", "Lundmark", "HR-specialist", _N, "Personalavdelningen", 9452),
    PersonData("aisha", "Aisha", "Hassan", "Barnbibliotekarie", _N, "Norrviks bibliotek", 11720),
    PersonData("emma", "Emma", "Fjellström", "Rektor", _N, "Norrviksskolan", 9381, _PRINCIPAL),
    PersonData(
        "per-olof", "Per-Olof", "Nyström", "Kommunrevisor", _N, "Kommunledningskontoret", 8801,
        ("auditor", "employee"),
    ),
    PersonData("roland", "Roland", "Kivi", "Undersköterska, Kommunal", _N, "Hemtjänsten", 9052),
    PersonData("maja", "Maja", "Stenlund", "Bygglovshandläggare", _N, "Bygglovsenheten", 14274),
    # neither town's: asked to sign now and then, and the stranger of the tests
    PersonData("sven", "Sven", "Olsson", "Företagshälsovården", "", "", 9197, ()),
    PersonData("petra", "Petra", "Lindgren", "Kundansvarig, Förlaget Linden", "", "", 9199, ()),
    PersonData("vera", "Vera", "Främling", "", "", "", 9450, ()),
)  # fmt: skip

COOPERATION_GROUP = "Samverkansgruppen"
COOPERATION_GROUP_PEOPLE = (
    "lars-ake", "amina", "karin", "elif", "mikael", "ingrid", "jonas", "lo", "omar", "tore", "elsa", "ali",
    "inga", "asa", "sara", "olle", "ante", "johan", "roland", "sven",
)  # fmt: skip
"""Twenty people who sign the minutes: sixteen of Sundby, three of Norrvik and one outsider."""


def person(key: str) -> PersonData:
    """The person with this key."""
    return next(row for row in PEOPLE if row.key == key)


def people_of(town: str) -> tuple[PersonData, ...]:
    """Those who work in the town."""
    return tuple(row for row in PEOPLE if row.town == town)
