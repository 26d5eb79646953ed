"""Lists of titles in CSV and ONIX: looked at, done all at once, and done again without harm."""

import io
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from armkrok.core.audit.models import AuditRow
from armkrok.kit.csv_lists import ListRefused
from armkrok.services.school.importing import onix as reading
from armkrok.services.school.importing.title_cells import record
from armkrok.services.school.models import Supplier, Title, TitleImport, TitleImportRow
from armkrok.site.settling import Settled
from tests.support import onix, school_ground
from tests.support.people import Visit, inside
from tests.support.unchanged import unchanged
from tests.support.visitor import Page, Visitor

LIST = "/sundby/skola/laromedel/las-in/"
HEAD = "Titel;Förlag;ISBN;Artikelnummer;Pris;Moms;Pris per;Årskurs;Ämne;Form"
RAKNA = "Räkna vidare 8;Förlaget Linden;978-91-7000-150-5;;124,00;25;elev;8;Matematik;digital"


@pytest.fixture(autouse=True)
def _ground(towns: Settled) -> None:
    with inside(towns, "sara"):
        school_ground.receiver()


def _uploaded(nadia: Visitor, content: bytes, name: str = "lista.csv", status: int = 302) -> Page:
    page = nadia.post(LIST, {"file": SimpleUploadedFile(name, content)}, status=status)
    return nadia.follow(page) if status == 302 else page


def _csv(*lines: str, encoding: str = "utf-8") -> bytes:
    return "\n".join((HEAD, *lines)).encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_a_table_is_looked_at_and_then_done(visit: Visit, towns: Settled, encoding: str) -> None:
    nadia = visit("nadia")
    page = _uploaded(nadia, _csv(RAKNA, encoding=encoding))
    assert "1 nytt, 0 ändras. Inget är sparat än." in page.text
    with inside(towns, "nadia"):
        assert not Title.objects.exists()
    done = nadia.follow(nadia.submit(page, "spara/"))
    assert done.h1 == "Listan är inläst"
    with inside(towns, "nadia"):
        (one,) = Title.objects.all()
        assert (one.isbn, one.from_year) == ("9789170001505", 8)
        assert (one.price, one.vat_percent) == (Decimal(124), Decimal(25))
        assert (one.subject_names, one.supplier.name) == (["Matematik"], "Förlaget Linden")
        assert not TitleImportRow.objects.exists()
        assert "TitlesImported" in AuditRow.objects.values_list("event", flat=True)


def test_the_same_list_again_changes_nothing_and_a_new_price_that_alone(visit: Visit, towns: Settled) -> None:
    nadia = visit("nadia")
    nadia.submit(_uploaded(nadia, _csv(RAKNA)), "spara/")
    again = _uploaded(nadia, _csv(RAKNA))
    assert "0 nya, 0 ändras" in again.text
    assert not again.find("//button[contains(., 'Spara ändringarna')]")
    page = _uploaded(nadia, _csv(RAKNA.replace("124,00", "1 129,50")))
    assert "Pris: 124.00 → 1129.50" in page.rows()[0]
    nadia.submit(page, "spara/")
    with inside(towns, "nadia"):
        assert Title.objects.get().price == Decimal("1129.50")


def test_a_new_supplier_must_be_said_yes_to(visit: Visit, towns: Settled) -> None:
    nadia = visit("nadia")
    page = _uploaded(nadia, _csv(RAKNA.replace("Förlaget Linden", "Kunskapsgården")))
    assert "Lägg till leverantören Kunskapsgården" in page.text
    with unchanged(towns):
        refused = nadia.submit(page, "spara/", status=409)
    assert "Säg att de ska läggas till" in refused.text
    nadia.follow(nadia.submit(page, "spara/", leverantorer="ja"))
    with inside(towns, "nadia"):
        assert Title.objects.get().supplier == Supplier.objects.get(name="Kunskapsgården")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (";Förlaget Linden;9789170001505;;1;;;;;", "Titeln saknas"),
        ("A;;9789170001505;;1;;;;;", "Förlaget saknas"),
        ("A;Förlaget Linden;;;1;;;;;", "ISBN eller artikelnummer"),
        ("A;Förlaget Linden;9789170001506;;1;;;;;", "inte ett ISBN"),
        ("A;Förlaget Linden;;A1;gratis;;;;;", "Skriv beloppet"),
        ("A;Förlaget Linden;;A1;NaN;;;;;", "Beloppet"),
        ("A;Förlaget Linden;;A1;-5;;;;;", "Beloppet"),
        ("A;Förlaget Linden;;A1;1e9;;;;;", "Beloppet"),
        ("A;Förlaget Linden;;A1;1,001;;;;;", "Beloppet"),
        ("A;Förlaget Linden;;A1;;;;;;", "Skriv beloppet"),
        ("A;Förlaget Linden;;A1;1;100;;;;", "Momssatsen"),
        ("A;Förlaget Linden;;A1;1;;galax;;;", "Priset per galax"),
        ("A;Förlaget Linden;;A1;1;;;sjuan;;", "årskurserna"),
        ("A;Förlaget Linden;;A1;1;;;9-7;;", "fel ordning"),
        ("A;Förlaget Linden;;A1;1;;;7-12;;", "mellan 0 och 10"),
        ("A;Förlaget Linden;;A1;1;;;;;vinyl", "digital eller tryckt"),
        (f"{'A' * 301};Förlaget Linden;;A1;1;;;;;", "för lång"),
        (f"A;Förlaget Linden;;{'1' * 41};1;;;;;", "för lång"),
        (RAKNA, "på plats 2"),
    ],
)
def test_every_wrong_line_says_why_and_the_others_are_used(
    visit: Visit, towns: Settled, line: str, why: str
) -> None:
    nadia = visit("nadia")
    page = _uploaded(nadia, _csv(RAKNA, line))
    assert page.rows()[0].startswith("3 ")
    assert why in page.rows()[0]
    nadia.submit(page, "spara/")
    with inside(towns, "nadia"):
        assert Title.objects.count() == 1
        assert TitleImport.objects.get().bad == 1


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "Filen är tom"),
        (b"  \n", "Listan är tom"),
        (b"Titel;Pris\nA;1", "saknar kolumnen F"),
        (b"Titel;Titel\nA;1", "finns tv"),
        (b"\x89PNG\r\n\x1a\n\0bilden \xff som ingen kan tolka", "inte en textfil"),
        (b"<html/>", "inte ett meddelande i ONIX"),
        (b"<ONIXMessage", "inte hel XML"),
        (onix.message(), "inga produkter"),
        (onix.message(onix.PRODUCT, release="2.1"), "en äldre ONIX"),
        (onix.message(onix.PRODUCT)[:-40], "inte hel XML"),
    ],
)
def test_what_is_no_list_is_refused_and_nothing_is_kept(
    visit: Visit, towns: Settled, content: bytes, why: str
) -> None:
    nadia = visit("nadia")
    with unchanged(towns):
        page = _uploaded(nadia, content, status=422)
    assert why in page.problems[0]


def test_a_catalogue_that_has_changed_is_looked_at_again(visit: Visit, towns: Settled) -> None:
    nadia = visit("nadia")
    nadia.submit(_uploaded(nadia, _csv(RAKNA)), "spara/")
    page = _uploaded(nadia, _csv(RAKNA.replace("124,00", "130")))
    with inside(towns, "nadia"):
        Title.objects.update(price=125)
    stale = nadia.submit(page, "spara/", status=409)
    assert "har ändrats sedan" in stale.text
    assert "Pris: 125.00 → 130" in stale.rows()[0]
    nadia.follow(nadia.submit(stale, "spara/"))
    with inside(towns, "nadia"):
        assert Title.objects.get().price == 130


def test_a_list_is_done_once_or_thrown_away(visit: Visit, towns: Settled) -> None:
    nadia = visit("nadia")
    page = _uploaded(nadia, _csv(RAKNA))
    nadia.submit(page, "spara/")
    with unchanged(towns):
        nadia.follow(nadia.submit(page, "spara/"))
        nadia.submit(page, "kasta/")
    other = _uploaded(nadia, _csv(RAKNA))
    told = nadia.follow(nadia.submit(other, "kasta/"))
    assert "Inget är ändrat" in told.messages[0]
    with inside(towns, "nadia"):
        assert TitleImport.objects.count() == 1


@pytest.mark.parametrize("short", [False, True])
def test_onix_with_long_names_and_with_short(visit: Visit, towns: Settled, short: bool) -> None:
    nadia = visit("nadia")
    page = _uploaded(nadia, onix.message(onix.PRODUCT, short=short), "linden.xml")
    assert "1 nytt" in page.text
    nadia.follow(nadia.submit(page, "spara/"))
    with inside(towns, "nadia"):
        one = Title.objects.get()
        assert (one.name, one.isbn, one.article) == ("Den stora räkneboken: Åk 8", "9789170001505", "L-8")
        assert (one.price, one.vat_percent) == (Decimal("124.00"), Decimal(25))
        assert one.year == 2026
        assert (one.subjects, one.subject_names, one.thema) == (["GRGRMAT01"], ["Matematik"], ["YPMF"])
        assert (one.from_year, one.to_year, one.is_digital) == (7, 9, True)
        assert one.accessibility == ["read_aloud", "screen_reader", "languages", "52", "20"]
        assert (one.duration_months, one.starts_on) == (12, "school_year")
        assert (one.edition, one.description) == ("Andra upplagan", "Räkna mer & bättre.")


def test_a_product_that_is_sold_no_more_is_not_offered(visit: Visit, towns: Settled) -> None:
    nadia = visit("nadia")
    nadia.submit(_uploaded(nadia, onix.message(onix.PRODUCT), "a.xml"), "spara/")
    gone = onix.PRODUCT.replace("<PublishingStatus>04", "<PublishingStatus>07")
    page = _uploaded(nadia, onix.message(gone), "a.xml")
    assert "Erbjuds: ja → nej" in page.rows()[0]
    nadia.submit(page, "spara/")
    with inside(towns, "nadia"):
        assert not Title.objects.get().is_offered


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha" * 100}">' for n in range(10))


@pytest.mark.parametrize(
    "head",
    [
        f"<!DOCTYPE ONIXMessage [{LAUGHS}]>",
        '<!DOCTYPE ONIXMessage [<!ENTITY l9 SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE ONIXMessage [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]>',
    ],
)
def test_entities_are_refused(head: str) -> None:
    content = onix.message(onix.PRODUCT.replace("Andra upplagan", "&l9;"), head=head)
    with pytest.raises(ListRefused):
        list(reading.read(io.BytesIO(content)))


def test_a_declared_type_without_entities_is_neither_fetched_nor_minded() -> None:
    head = '<!DOCTYPE ONIXMessage SYSTEM "http://127.0.0.1:9/ONIX_BookProduct_3.0_reference.dtd">'
    (one,) = reading.read(io.BytesIO(onix.message(onix.PRODUCT, head=head)))
    assert one.problem == ""


def test_a_price_with_vat_needs_the_rate() -> None:
    cells = {"name": "A", "supplier": "B", "article": "1", "price": "100", "price_with_vat": "ja"}
    assert "momssatsen saknas" in record(1, cells).problem
    assert record(1, cells | {"vat_percent": "6"}).values["price"] == Decimal("94.34")


def test_only_those_who_keep_the_catalogue_bring_lists(visit: Visit, towns: Settled) -> None:
    with unchanged(towns):
        visit("elif").get(LIST, status=403)
        visit("vera").get(LIST, status=404)
    page = _uploaded(visit("nadia"), _csv(RAKNA))
    address = page.response.request["PATH_INFO"]
    with unchanged(towns):
        visit("elif").get(address, status=403)
