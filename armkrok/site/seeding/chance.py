"""Chance that always falls out the same way."""

import random
from uuid import UUID

FIRST_MS = 1_700_000_000_000
GIVEN = (
    "Anna", "Erik", "Maria", "Lars", "Elisabeth", "Karl", "Eva", "Anders", "Fatima", "Johan", "Kristina",
    "Per", "Birgitta", "Nils", "Karin", "Mikael", "Marie", "Ahmed", "Sara", "Hans", "Ingrid", "Mohamed",
    "Lena", "Olof", "Åsa", "Gustav", "Märta", "Örjan", "Elin", "Ali", "Linnéa", "Zahra",
)  # fmt: skip
SURNAMES = (
    "Andersson", "Johansson", "Karlsson", "Nilsson", "Eriksson", "Larsson", "Olsson", "Persson", "Svensson",
    "Gustafsson", "Pettersson", "Jonsson", "Hansson", "Lindberg", "Ali", "Sandström", "Åberg", "Öberg",
    "Ström", "Hassan", "Wallin", "Nyström", "Holm", "Sjögren", "Ekdahl", "Mattsson", "Lundin", "Hedlund",
    "Berg", "Ek",
)  # fmt: skip


class Chance(random.Random):
    """A random generator that also makes names and time-ordered ids; the seed decides everything."""

    def __init__(self, seed: str) -> None:
        super().__init__(seed)
        self._made = 0

    def name(self) -> tuple[str, str]:
        """A given name and a surname."""
        return self.choice(GIVEN), self.choice(SURNAMES)

    def id(self) -> UUID:
        """A version 7 UUID; one made later sorts later. The last four bits are zero."""
        self._made += 1
        late = (FIRST_MS + self._made) << 80 | 7 << 76 | self.getrandbits(12) << 64
        return UUID(int=late | 0b10 << 62 | self.getrandbits(58) << 4)
