"""The list of those who are to have a copy: judged line by line, and sent whole or not at all."""

from django.core.files.uploadedfile import SimpleUploadedFile

from armkrok.core.identity.people import number_of
from armkrok.core.tenants.scope import scope
from armkrok.kit.numbers import test_numbers as published_numbers
from armkrok.services.signing.actions.bulk import send_batch
from armkrok.services.signing.models import SigningRequest
from armkrok.services.signing.tests.bulk_steps import HEAD, accepted, begun, rows, run, uploaded
from armkrok.site.settling import Settled
from tests.support.people import Visit
from tests.support.unchanged import unchanged


def bad_list(towns: Settled) -> str:
    known = published_numbers()[300]
    return HEAD + (
        f"Rätt Person;ratt@exempel.se;{known};\n"
        f"Samma Person;samma@exempel.se;{known[:8]}-{known[8:]};\n"
        "Fel Nummer;fel@exempel.se;19811218-9877;\n"
        f";utan@exempel.se;{published_numbers()[301]};\n"
        f"Utan Mejl;;{published_numbers()[302]};\n"
        f"Fel Mejl;fel@;{published_numbers()[303]};\n"
        "Utan Nummer;u@exempel.se;;\n"
        f"=FORMEL();x@exempel.se;abc;\n"
        f"Karin;k@exempel.se;{number_of(towns.people['karin'].pk)};\n"
    )


def test_every_bad_line_is_told_with_its_reason(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    base = begun(amina, "karin.sjoberg@sundby.example")
    page = uploaded(amina, base, bad_list(towns))
    assert "8 rader går inte att använda" in page.text
    for sentence in (
        "3 Samma Person samma@exempel.se Samma person finns på rad 2.",
        "4 Fel Nummer fel@exempel.se Personnumret är fel. Kontrollera siffrorna.",
        "5 – utan@exempel.se Namn saknas.",
        "6 Utan Mejl E-postadress saknas.",
        "7 Fel Mejl fel@ E-postadressen är fel.",
        "8 Utan Nummer u@exempel.se Personnummer saknas.",
        "10 Karin k@exempel.se Personen skriver redan under varje kopia.",
    ):
        assert sentence in page.text
    file = amina.client.get(base + "lista/fel.csv").content.decode("utf-8-sig")
    assert file.splitlines()[0] == "Rad;Namn;E-post;Fel"
    assert "'=FORMEL()" in file
    assert len(file.splitlines()) == 9
    assert not [number for number in published_numbers()[300:304] if number in file]


def test_all_or_nothing_unless_the_sender_says_otherwise(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    base = begun(amina)
    uploaded(amina, base, bad_list(towns))
    page = amina.follow(amina.submit(amina.get(base + "meddelande/"), ""))
    with unchanged(towns):
        page = amina.submit(page, "/skicka/", status=409)
    assert "Välj om resten ska skickas ändå." in page.text
    bulk = accepted(amina, base, only_good="on")
    run(send_batch, bulk)
    with scope(bulk.organisation_id):
        assert SigningRequest.objects.filter(bulk_id=bulk.pk, state="open").count() == 2
    amina.post(base + "lista/skicka/", status=404)


def test_a_list_that_cannot_be_read_is_said_at_its_field(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    base = begun(amina)
    file = SimpleUploadedFile("lista.csv", b"Namn;Ort\nA;B\n", "text/csv")
    with unchanged(towns):
        page = amina.submit(amina.get(base + "lista/"), "", status=422, file=file)
    assert page.problems[0].startswith("Listan saknar kolumnen E-post.")


def test_a_list_with_nobody_is_not_sent_and_may_be_taken_away(visit: Visit, towns: Settled) -> None:
    amina = visit("amina")
    base = begun(amina)
    uploaded(amina, base, HEAD + "Fel;fel@;1;\n")
    amina.post(base + "lista/skicka/", {"only_good": "on"}, status=409)
    amina.submit(amina.get(base + "lista/granska/"), "/ta-bort/")
    amina.get(base + "lista/granska/", status=404)
    other = begun(amina)
    uploaded(amina, other, HEAD + rows(1))
    amina.post(other + "slang/")
    amina.get(other + "lista/", status=404)
    page = amina.post(base + "personer/", {"deed": "next"}, status=200)
    assert "Lägg till minst en person." in page.text
