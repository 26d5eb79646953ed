"""`armkrok passkey invite`: the first operator's way in."""

from urllib.parse import urlsplit

import pytest

from armkrok.core.access.decide import held_roles
from armkrok.core.members.models import Member
from armkrok.core.notifications.models import Message
from armkrok.core.passkeys.errors import BreakGlassIsClosed
from armkrok.core.passkeys.tests.conftest import Holder, at_localhost, told
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope
from armkrok.site.cli.main import parser
from armkrok.site.cli.passkey import link
from armkrok.site.cli.place import Stop
from armkrok.site.settling import Settled
from tests.support.unchanged import unchanged
from tests.support.visitor import Visitor


def test_the_first_operator_gets_in(towns: Settled) -> None:
    url = link("armkrok", person_id=None, email="drift@armkrok.example", name="Dina Drift")
    assert url.startswith("http://localhost:8000/armkrok/installningar/nycklar/inbjudan/")
    somebody = Holder(at_localhost(Visitor()))
    somebody.add(urlsplit(url).path)
    somebody.log_in()
    session = somebody.session()
    assert session
    assert session.person.name == "Dina Drift"
    place = Organisation.objects.get(is_operator=True)
    with scope(place.pk):
        assert held_roles(session.person_id) == ("administrator",)
        assert not Message.objects.filter(
            to="drift@armkrok.example", subject__startswith="Lägg till"
        ).exists()
    events = [event for event, _facts in told(towns, "armkrok")]
    assert events == ["OperatorIntroduced", "PasskeyInvited", "PasskeyAdded", "LoggedIn"]
    somebody.visitor.get("/armkrok/installningar/nycklar/")


def test_a_member_is_found_by_address_or_id_and_not_made_twice(towns: Settled) -> None:
    link("armkrok", person_id=None, email="drift@armkrok.example", name="Dina Drift")
    link("armkrok", person_id=None, email="DRIFT@armkrok.example", name="Dina Drift")
    with scope(Organisation.objects.get(is_operator=True).pk):
        member = Member.objects.get()
    link("armkrok", person_id=member.person_id, email=None, name=None)


def test_who_cannot_be_invited(towns: Settled) -> None:
    sara = towns.people["sara"].pk
    with unchanged(towns):
        for slug, email, name in (
            ("finns-inte", "sara.lind@sundby.example", None),
            ("armkrok", "ingen@armkrok.example", None),
            ("sundby", "ny@sundby.example", "Ny Person"),
        ):
            with pytest.raises(Stop):
                link(slug, person_id=None, email=email, name=name)
        with pytest.raises(BreakGlassIsClosed):
            link("sundby", person_id=sara, email=None, name=None)


def test_the_command_line_is_read() -> None:
    wanted = parser().parse_args(["passkey", "invite", "--organisation", "armkrok", "--email", "a@b.example"])
    assert (wanted.module, wanted.organisation, wanted.email) == ("passkey", "armkrok", "a@b.example")
