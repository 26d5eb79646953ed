"""A question, an answer, a letter and a task each; nobody else reads it."""

from armkrok.services.signing.tests.asking import asked_of, letters_to, tasks_of
from armkrok.services.signing.tests.signers import events_of
from armkrok.site.settling import Settled
from tests.support.people import Visit, inside
from tests.support.unchanged import unchanged


def test_karin_asks_and_amina_answers(towns: Settled, visit: Visit) -> None:
    request = asked_of(towns, {"karin": {}, "elif": {}})
    where = f"/sundby/underskrift/{request.pk}/fragor/"
    karin, amina = visit("karin"), visit("amina")
    karin.submit(karin.get(where), text="Gäller § 3 även mig?")
    with inside(towns, "amina"):
        assert tasks_of(towns, "amina") == ["Svara på en fråga om Protokoll 17 november"]
        assert letters_to("amina.karlsson") == ["Fråga: Protokoll 17 november"]
        assert tasks_of(towns, "karin") == ["Skriv under Protokoll 17 november"]
    page = amina.get(f"/sundby/underskrift/{request.pk}/")
    assert "Karin Sjöberg frågar något" in page.text
    assert "”Gäller § 3 även mig?”" in page.text
    amina.submit(amina.get(where), text="Ja, hela gruppen.")
    with inside(towns, "amina"):
        assert tasks_of(towns, "amina") == []
        assert "Läs svaret om Protokoll 17 november" in tasks_of(towns, "karin")
        assert letters_to("karin")[-1] == "Svar: Protokoll 17 november"
        assert letters_to("elif") == ["Skriv under: Protokoll 17 november"]
        assert events_of(request).count("RemarkWritten") == 2
    assert "Ja, hela gruppen." in karin.get(where).text
    with inside(towns, "amina"):
        assert tasks_of(towns, "karin") == ["Skriv under Protokoll 17 november"]
    assert "Ja, hela gruppen." in visit("elif").get(where).text


def test_strangers_do_not_read_it_and_it_closes_with_the_request(towns: Settled, visit: Visit) -> None:
    request = asked_of(towns, {"karin": {}})
    where = f"/sundby/underskrift/{request.pk}/fragor/"
    for key in ("elif", "vera", "sara"):
        with unchanged(towns):
            visit(key).get(where, status=404)
            visit(key).post(where, {"text": "Hej"}, status=404)
    karin = visit("karin")
    page = karin.submit(karin.get(where), text=" ", status=422)
    assert page.problems == ["Skriv något först."]
    amina = visit("amina")
    withdraw = f"/sundby/underskrift/{request.pk}/dra-tillbaka/"
    amina.submit(amina.get(withdraw), reason="Fel")
    with unchanged(towns):
        karin.post(where, {"text": "Varför?"}, status=409)


def test_who_only_gets_a_copy_does_not_read_it(towns: Settled, visit: Visit) -> None:
    request = asked_of(towns, {"karin": {}, "elif": {"role": "copy"}})
    where = f"/sundby/underskrift/{request.pk}/fragor/"
    karin = visit("karin")
    karin.submit(karin.get(where), text="Är Elif verkligen rätt person?")
    elif_ = visit("elif")
    with unchanged(towns):
        elif_.get(where, status=404)
        elif_.post(where, {"text": "Hej"}, status=404)
