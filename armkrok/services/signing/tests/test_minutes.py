"""Minutes of a board, from the draft to the day when the announcement comes down."""

from datetime import date, timedelta
from typing import Any

import pytest

from armkrok.core.audit.models import AuditRow
from armkrok.core.notifications import tasks
from armkrok.kit.days import today
from armkrok.services.signing import policy, register
from armkrok.services.signing.actions import drafting, minutes, sending, uploading
from armkrok.services.signing.actions import register as deciding
from armkrok.services.signing.actions.completing import complete
from armkrok.services.signing.models import Body, Minutes, Party, SigningRequest
from armkrok.services.signing.register_errors import TypeForbids
from armkrok.site.settling import Settled
from tests.support import papers
from tests.support.people import Visit, inside
from tests.support.unchanged import unchanged

RULE = "34 § Protokollet får justeras med avancerad elektronisk underskrift."
BODIES = "/sundby/underskrift/forvalta/organ/"


def board(towns: Settled, **facts: object) -> Body:
    """The executive board of Sundby, which may adjust electronically."""
    known = {"name": "Kommunstyrelsen", "kind": "executive", "rule": RULE, "kept_at": "Kommunkansliet"}
    with inside(towns, "sara") as actor:
        return deciding.save_body(known | facts, by=actor)


def draft(towns: Settled, *seats: str, body: Body | None = None, day: date | None = None) -> SigningRequest:
    """Amina's draft of minutes; the people fill the seats in this order: Karin, Elif, Ante."""
    with inside(towns, "amina") as actor:
        made = uploading.upload([papers.minutes(2)], "protokoll.pdf", by=actor)
        drafting.name(made, "Protokoll, kommunstyrelsen")
        deciding.choose_type(made, "minutes-board")
        for key, seat in zip(("karin", "elif", "ante"), seats, strict=False):
            person = towns.people[key]
            drafting.add_person(
                made, person, name=person.name, email=f"{key}@sundby.example", title="", seat=seat
            )
        if body:
            meeting: Any = {"meeting_day": day or today() - timedelta(days=3), "paragraphs": "45–62 §§"}
            deciding.describe_meeting(made, body.pk, **meeting)
        return made


def sent(towns: Settled, **facts: object) -> SigningRequest:
    """Minutes that Karin and Elif are asked to adjust."""
    made = draft(towns, "chair", "adjuster", body=board(towns), **facts)  # type: ignore[arg-type]
    with inside(towns, "amina") as actor:
        return sending.send(made, by=actor)


def adjusted(towns: Settled, **facts: object) -> SigningRequest:
    """Minutes that everybody has signed just now."""
    made = sent(towns, **facts)
    with inside(towns, "amina"):
        complete(made)
    return made


def of(made: SigningRequest) -> Minutes:
    """The minutes as they are now; in their scope only."""
    found = register.minutes_of(made)
    assert found
    return found


def address(made: SigningRequest) -> str:
    return f"/sundby/underskrift/{made.pk}/anslag/"


def test_what_was_judged_is_kept_with_the_request(towns: Settled) -> None:
    made = sent(towns)
    with inside(towns, "sara") as actor:
        kind = register.entry("minutes-board").kind
        decision = deciding.Decision(today(), "Prov")
        deciding.change_type("minutes-board", kind.values() | {"reason": "Ny lydelse."}, decision, by=actor)
        kept = SigningRequest.objects.get(pk=made.pk)
        assert register.type_of(kept).reason == kind.reason
        assert register.entry("minutes-board").kind.reason == "Ny lydelse."


def test_an_ordinary_request_is_of_the_general_type(towns: Settled) -> None:
    with inside(towns, "amina") as actor:
        made = uploading.upload([papers.minutes(1)], "a.pdf", by=actor)
        drafting.add_person(made, towns.people["karin"], name="Karin", email="k@sundby.example", title="")
        sending.send(made, by=actor)
        assert register.type_of(SigningRequest.objects.get(pk=made.pk)).key == "other"


@pytest.mark.parametrize(
    ("seats", "facts", "told"),
    [
        (("chair",), {}, "Ingen har rollen ”justerare”."),
        (("chair", "adjuster"), {"rule": ""}, "Det är inte inskrivet att Kommunstyrelsen får justera"),
        (("chair", "adjuster"), {"adjusters": 2}, "Minst två olika personer ska ha rollen ”justerare”."),
    ],
)
def test_minutes_that_cannot_be_adjusted_here_are_not_sent(
    towns: Settled, seats: tuple[str, ...], facts: dict[str, object], told: str
) -> None:
    made = draft(towns, *seats, body=board(towns, **facts))
    with inside(towns, "amina") as actor:
        assert told in "".join(one.text for one in register.findings_for(made, by=actor))
    with unchanged(towns), inside(towns, "amina") as actor, pytest.raises(TypeForbids) as refused:
        sending.send(made, by=actor)
    assert told in str(refused.value.text)


def test_minutes_without_a_meeting_are_not_sent_over_http_either(visit: Visit, towns: Settled) -> None:
    made = draft(towns, "chair", "adjuster")
    with unchanged(towns):
        page = visit("amina").post(f"/sundby/underskrift/ny/{made.pk}/skicka/", status=409)
    assert "Välj vilket organ protokollet gäller" in page.text


def test_paper_is_refused_for_systems_too(towns: Settled) -> None:
    with inside(towns, "amina") as actor:
        made = uploading.upload([papers.minutes(1)], "testamente.pdf", by=actor)
        drafting.add_person(made, towns.people["karin"], name="Karin", email="k@sundby.example", title="")
        deciding.choose_type(made, "will")
        with pytest.raises(TypeForbids) as refused:
            sending.send(made, by=actor)
    assert "Två vittnen ska vara med samtidigt" in str(refused.value.text)


def test_the_sender_says_which_meeting(visit: Visit, towns: Settled) -> None:
    body = board(towns)
    made = draft(towns, "chair", "adjuster")
    amina, where = visit("amina"), f"/sundby/underskrift/ny/{made.pk}/sammantrade/"
    day = today().isoformat()
    amina.submit(amina.get(where), body=str(body.pk), meeting_day=day, paragraphs="1–9 §§")
    with inside(towns, "amina"):
        found = of(made)
        assert (found.body, found.meeting_day, found.paragraphs) == (body, today(), "1–9 §§")
    tomorrow = (today() + timedelta(days=1)).isoformat()
    with unchanged(towns):
        refused = amina.submit(amina.get(where), meeting_day=tomorrow, status=422)
    assert refused.problems == ["Sammanträdet har inte varit än. Välj rätt dag."]


def test_without_bodies_the_sender_is_told_whom_to_ask(visit: Visit, towns: Settled) -> None:
    made = draft(towns)
    page = visit("amina").get(f"/sundby/underskrift/ny/{made.pk}/sammantrade/")
    assert "Inget organ är inlagt än." in page.text
    assert "Be den som sköter dokumenttyperna" in page.text


def test_another_type_forgets_the_meeting(towns: Settled) -> None:
    made = draft(towns, "chair", body=board(towns))
    with inside(towns, "amina"):
        deciding.choose_type(made, "employment")
        assert register.minutes_of(made) is None


def test_when_the_last_has_signed_the_sender_is_asked_to_announce(towns: Settled) -> None:
    made = adjusted(towns)
    with inside(towns, "amina") as actor:
        found = of(made)
        assert found.adjusted_day == today()
        assert "Organ: Kommunstyrelsen" in found.announcement
        assert "Protokollet finns hos: Kommunkansliet" in found.announcement
        (task,) = [one for one in tasks.waiting(actor.person_id) if one.about_id == found.pk]
        assert task.title == "Anslå: Protokoll, kommunstyrelsen"
        assert task.due == today() + timedelta(days=2)
        facts = AuditRow.objects.get(event="MinutesAdjusted").facts
        assert facts == {"day": today().isoformat(), "announce_by": (today() + timedelta(days=2)).isoformat()}


def test_noting_it_twice_is_noting_it_once(towns: Settled) -> None:
    made = adjusted(towns)
    with unchanged(towns), inside(towns, "amina"):
        minutes.note_adjusted(SigningRequest.objects.get(pk=made.pk))


def test_the_day_of_the_announcement_gives_the_day_of_appeal(visit: Visit, towns: Settled) -> None:
    made = adjusted(towns)
    amina = visit("amina")
    page = amina.get(address(made))
    assert "Paragrafer: 45–62 §§" in page.text
    assert "Armkrok publicerar ingenting." in page.text
    page = amina.follow(amina.submit(page, press="deed=up"))
    last = policy.deadlines(today(), today(), today()).appeal_by
    assert last
    with inside(towns, "amina") as actor:
        found = of(made)
        assert found.announced_day == today()
        assert found.announced_by_id == actor.person_id
        assert not [one for one in tasks.waiting(actor.person_id) if one.about_id == found.pk]
        assert AuditRow.objects.get(event="AnnouncementPutUp").facts["appeal_by"] == last.isoformat()
    assert "Sista dag är den" in page.text


@pytest.mark.parametrize(
    ("days", "told"), [(-1, "Välj en dag från justeringen"), (1, "Välj en dag från justeringen")]
)
def test_wrong_days_are_refused(visit: Visit, towns: Settled, days: int, told: str) -> None:
    made = adjusted(towns)
    amina, day = visit("amina"), today() + timedelta(days=days)
    page = amina.get(address(made))
    with unchanged(towns):
        refused = amina.submit(page, **{"up-day": day.isoformat()}, status=422)
    assert any(told in problem for problem in refused.problems)


def test_minutes_not_adjusted_have_nothing_to_announce(visit: Visit, towns: Settled) -> None:
    made = sent(towns)
    amina = visit("amina")
    assert "Protokollet är inte justerat än." in amina.get(address(made)).text
    with unchanged(towns):
        amina.post(address(made), {"deed": "up", "up-day": today().isoformat()}, status=409)


def test_the_announcement_stays_up_until_the_time_for_appeal_is_over(visit: Visit, towns: Settled) -> None:
    made = adjusted(towns)
    amina = visit("amina")
    amina.submit(amina.get(address(made)), press="deed=up")
    page = amina.get(address(made))
    with unchanged(towns):
        refused = amina.post(address(made), {"deed": "down", "down-day": today().isoformat()}, status=422)
    assert refused.problems == ["Anslaget ska sitta uppe tills tiden för överklagande har gått ut."]
    assert page.find("//input[@name='down-day']")
    long_ago = today() - timedelta(days=40)
    with inside(towns, "amina"):
        Minutes.objects.filter(request=made).update(adjusted_day=long_ago, announced_day=long_ago)
    amina.post(address(made), {"deed": "down", "down-day": today().isoformat()})
    assert "Anslaget togs ner" in amina.get(address(made)).text


def test_the_announcement_is_the_senders(visit: Visit, towns: Settled) -> None:
    made = adjusted(towns)
    for key in ("sara", "karin"):
        visit(key).get(address(made), status=404)


def test_a_body_is_added_and_changed(visit: Visit, towns: Settled) -> None:
    sara = visit("sara")
    assert "Inget organ är inlagt än" in sara.get(BODIES).text
    page = sara.get(f"{BODIES}nytt/")
    sara.submit(page, name="Kommunfullmäktige", kind="council", adjusters="2")
    (row,) = sara.get(BODIES).rows()
    assert "Paragraf saknas" in row
    edit = sara.get(sara.get(BODIES).find("//tbody//a")[0].get("href"))
    sara.submit(edit, rule=RULE, rule_reference="Arbetsordning 34 §")
    (row,) = sara.get(BODIES).rows()
    assert "Får justera här" in row
    with unchanged(towns):
        refused = sara.submit(sara.get(f"{BODIES}nytt/"), name="Kommunfullmäktige", status=422)
    assert refused.problems == ["Det finns redan ett organ som heter så."]
    with inside(towns, "sara"):
        rows = AuditRow.objects.filter(event="BodySaved").order_by("at")
        assert [row.facts["fields"] for row in rows][1] == ["rule", "rule_reference"]


def test_bodies_are_for_those_who_look_after_the_register(visit: Visit, towns: Settled) -> None:
    amina, body = visit("amina"), board(towns)
    with unchanged(towns):
        for where in ("", "nytt/", f"{body.pk}/"):
            amina.get(BODIES + where, status=403)


def test_one_person_in_two_seats_is_refused_by_the_seat(towns: Settled) -> None:
    made = draft(towns, "chair", "adjuster", body=board(towns))
    with inside(towns, "amina") as actor:
        Party.objects.filter(request=made, seat="adjuster").update(seat="chair")
        found = register.findings_for(made, by=actor)
        assert "seat-adjuster" in {one.code for one in policy.stops(found)}
