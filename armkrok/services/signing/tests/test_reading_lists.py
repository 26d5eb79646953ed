"""Lists of people as files: every encoding and separator, and what is wrong with them."""

import pytest

from armkrok.services.signing.actions.reading_lists import MOST_LINES, read
from armkrok.services.signing.errors import ListRefused

HEAD = "Namn;E-post;Personnummer;Titel;Meddelande\n"
ROW = "Åsa Öhman;asa@exempel.se;19811218-9876;Chef;Hej på dig\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_encodings_and_separators(encoding: str, separator: str, ending: str) -> None:
    text = (HEAD + ROW).replace(";", separator).replace("\n", ending)
    (line,) = read(text.encode(encoding))
    assert (line.line, line.name, line.email) == (2, "Åsa Öhman", "asa@exempel.se")
    assert (line.number, line.title, line.message) == ("19811218-9876", "Chef", "Hej på dig")
    assert not line.problem


@pytest.mark.parametrize(
    "heading",
    [
        "Name,Email,Personal number",
        "NAMN,E-postadress,Personnr",
        "name,e-mail,personal_number",
        "Personnummer,Namn,Mejl",
        "Kommentar,Förnamn,Efternamn,E-post,Pnr",
    ],
)
def test_headings_in_any_order_and_language(heading: str) -> None:
    known = {"kommentar": "x", "förnamn": "Karin", "efternamn": "Sjöberg"}
    known |= dict.fromkeys(("name", "namn"), "Karin Sjöberg")
    known |= dict.fromkeys(("email", "e-postadress", "e-mail", "mejl", "e-post"), "k@x.se")
    cells = [known.get(one.casefold(), "811218-9876") for one in heading.split(",")]
    (line,) = read(f"{heading}\n{','.join(cells)}\n".encode())
    assert (line.name, line.email, line.number) == ("Karin Sjöberg", "k@x.se", "811218-9876")


def test_quotes_line_breaks_and_empty_lines() -> None:
    text = 'Namn;E-post;Personnummer;Meddelande\n\n"Berg; Lars";l@x.se;1;"två\nrader"\n\n;;;\nEva;e@x.se;2;\n'
    first, second = read(text.encode())
    assert (first.line, first.name, first.message) == (3, "Berg; Lars", "två rader")
    assert (second.line, second.name) == (7, "Eva")


def test_mixed_encodings_are_told_line_by_line() -> None:
    content = HEAD.encode() + ROW.encode() + ROW.encode("cp1252") + b"Eva;e@x.se;1;;\n"
    first, odd, plain = read(content)
    assert not first.problem
    assert odd.problem.startswith("Raden är skriven med en annan teckenkodning")
    assert not plain.problem


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Filen är tom."),
        (b"  \n\n", "Filen är tom."),
        (HEAD.encode(), "Listan har inga personer"),
        (b"Namn;Personnummer\nA;1\n", "Listan saknar kolumnen E-post."),
        (b"Namn;E-post\nA;a@x.se\n", "Listan saknar kolumnen Personnummer."),
        (b"19811218-9876;Karin;k@x.se\n", "Listan saknar kolumnen Namn."),
        (b"Namn;Namn;E-post;Personnummer\n", "Kolumnen ”Namn” finns två gånger."),
        (b"PK\x03\x04\x00\x01" + bytes(range(256)) * 20, "Filen är inte en textfil."),
        (b"x" * 5_000_001, "Filen är för stor."),
        (b"\xff\xfe\x00\xd8\x00", "Filen går inte att läsa."),
        (HEAD.encode() + b'"' + b"x" * 200_000 + b"\n", "Rad 2 går inte att läsa."),
        (HEAD.encode() + ROW.encode() * (MOST_LINES + 1), "Listan har fler än 10 000 personer."),
    ],
)
def test_refused_with_a_sentence(content: bytes, sentence: str) -> None:
    with pytest.raises(ListRefused) as refused:
        read(content)
    assert str(refused.value.text).startswith(sentence)


def test_short_lines_and_long_texts() -> None:
    short, long = read((HEAD + "Eva\n" + "E" * 300 + ";e@x.se;1;;\n").encode())
    assert (short.name, short.email, short.number) == ("Eva", "", "")
    assert long.problem.startswith("Texten är för lång")
    assert len(long.name) == 200
