"""Names to make people, schools and subjects of. Ordinary Swedish ones; nobody in particular."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


GIVEN: Final = _words(
    """Alva Noah Astrid Hugo Ebba Elias Selma Liam Vera Oliver Alice Matteo Maja Leo Signe Adam Wilma
    Axel Olivia Nils Freja Sam Stella Ludvig Ines Malte Saga Melvin Juni Alfred Amira Yusuf Leila
    Omar Zahra Ibrahim Hanna Emil Tuva Viggo Elsa Otto Iris Vidar Agnes Theo Lykke Frans Tyra Milo
    Åse Östen Märta Björn Élise Zoë Anton Sofia Albin Linnea Isak Nora Edvin Clara Loke Edith Casper
    Lovis Benjamin Ellen"""
)
ADULTS: Final = _words(
    """Anna Johan Maria Anders Eva Fredrik Kristina Mikael Sara Erik Jenny Peter Helena Magnus Camilla
    Daniel Åsa Henrik Fatima Ali Ulrika Stefan Marie Jonas Annika Patrik Malin Mattias Cecilia
    Hassan Elin Tobias Samira Robert Pernilla Niklas Kerstin Göran Lena Håkan"""
)
SURNAMES: Final = _words(
    """Andersson Johansson Karlsson Nilsson Eriksson Larsson Olsson Persson Svensson Gustafsson
    Pettersson Jonsson Hansson Bengtsson Lindberg Jakobsson Magnusson Lindström Olofsson Lindqvist
    Lindgren Berg Axelsson Bergström Lundberg Lind Lundgren Mattsson Berglund Fredriksson Sandberg
    Henriksson Ali Sjöberg Forsberg Mohamed Wallin Engström Eklund Danielsson Lundin Håkansson Björk
    Bergman Öberg Åström Ahmed Hassan Nyström Holmberg Arvidsson Löfgren Söderberg Nyberg Blomqvist
    Norén Ström Åkesson Östlund Hermansson Ek Rahimi Kowalski Demir Ekström Viklund Sundberg
    Hellström Falk Dahl Isaksson Abrahamsson Lööf Ö"""
)
SCHOOLS: Final = _words(
    """Almby Björk Dal Ek Fors Granby Hag Is Järn Kvarn Lilje Mo Norr Ol Park Rönn Sten Tall Ull Vall
    Ås Äng Öst Berga Klock Sol Lund Käll Lärk Högby Sjö Åker Ring Kastanje Linde Alvik Gull Sävar
    Trä Vret"""
)
ENDINGS: Final = (
    "skolan",
    "ängsskolan",
    "backens skola",
    "dalsskolan",
    "hagens skola",
    "lundsskolan",
    "näs skola",
)
SUBJECTS: Final = (
    ("Matematik", "MA", "GRGRMAT01"),
    ("Svenska", "SV", "GRGRSVE01"),
    ("Engelska", "EN", "GRGRENG01"),
    ("Biologi", "BI", "GRGRBIO01"),
    ("Historia", "HI", "GRGRHIS01"),
    ("Idrott och hälsa", "IDH", "GRGRIDR01"),
)
COURSES: Final = (
    ("Matematik 1a", "MA", "MATMAT01a"),
    ("Svenska 1", "SV", "SVESVE01"),
    ("Engelska 5", "EN", "ENGENG05"),
    ("Naturkunskap 1b", "NK", "NAKNAK01b"),
    ("Historia 1b", "HI", "HISHIS01b"),
)
PROGRAMMES: Final = ("NA", "SA", "EK", "TE", "BF", "EE", "ES", "VO")

_PLAIN: Final = str.maketrans("åäöéëüáè", "aaoeeuae")


def plain(text: str) -> str:
    """As in an address: small letters without accents, and nothing else."""
    return "".join(one for one in text.lower().translate(_PLAIN) if one.isascii() and one.isalnum())
