"""What goes along when somebody else is asked instead, and what was one person's alone."""

from datetime import timedelta

from armkrok.kit.days import today
from armkrok.services.signing.actions import handing_over
from armkrok.services.signing.tests.asking import asked_of, party_of, substitute
from armkrok.site.settling import Settled
from tests.support.people import Visit, inside
from tests.support.unchanged import unchanged


def test_a_message_and_a_mandate_of_her_own_are_not_passed_on(towns: Settled) -> None:
    own = {
        "message": "Hälsa din mamma.", "principal": "Sundby Energi AB", "principal_number": "556000-4615",
        "mandate": "Fullmakt för Karin Sjöberg", "mandate_until": today() + timedelta(days=9),
    }  # fmt: skip
    request = asked_of(towns, {"karin": own})
    with inside(towns, "karin") as karin:
        party = party_of(towns, request, "karin")
        new = handing_over.forward(party, substitute(towns, "mikael"), "Fel person", by=karin)
        assert (new.message, new.mandate, new.mandate_until) == ("", "", None)
        assert new.principal == "Sundby Energi AB"


def test_nobody_is_found_by_a_part_of_the_name(towns: Settled, visit: Visit) -> None:
    request = asked_of(towns, {"sven": {}})
    where = f"/sundby/underskrift/{request.pk}/skicka-vidare/"
    sven = visit("sven")
    with unchanged(towns):
        for part in ("Mikael", "Ståh", "a", "@sundby.example"):
            page = sven.post(where, {"deed": "member", "member-member": part, "member-why": ""}, status=200)
            assert any(one.startswith("Ingen hos er heter så.") for one in page.problems)
    sven.post(where, {"deed": "member", "member-member": "mikael ståhl", "member-why": ""}, status=302)
