"""What exchange tells of an agreement is done at the receiver, without anybody asking for it."""

import pytest

from armkrok.core.events.jobs import deliver
from armkrok.core.events.models import OutboxRow
from armkrok.services.school.models import SendRun
from armkrok.services.school.tests.sending_ground import Ground, How, State, uuid_of
from tests.support import agreements
from tests.support.agreements import Agreement


def _heard(ground: Ground) -> SendRun:
    """Deliver what has been told; the one run that this led to."""
    with ground.here():
        ids = list(OutboxRow.objects.filter(delivered_at=None).values_list("pk", flat=True))
    for one in ids:
        deliver(organisation_id=str(ground.organisation_id), outbox_id=str(one))
    with ground.here():
        return SendRun.objects.get(state=State.WAITING)


def test_the_end_of_an_agreement_removes_everything_and_is_proven(ground: Ground) -> None:
    ground.send()
    with ground.here():
        agreements.ended(Agreement.objects.get())
    asked = _heard(ground)
    assert asked.how == How.REMOVAL
    assert ground.perform(asked).state == State.DONE
    for kind in ("Users", "StudentGroups", "Activities", "Employments", "SchoolUnits", "Organisations"):
        assert ground.objects(kind) == {}
    with ground.here():
        over = Agreement.objects.get()
    assert over.removed_at
    assert "borttaget" in over.removal_proof


@pytest.mark.parametrize(("level", "is_named"), [(2, True), (1, False)])
def test_a_new_version_is_followed_at_once(ground: Ground, level: int, is_named: bool) -> None:
    ground.send()
    with ground.here():
        agreements.replaced(Agreement.objects.get(), level)
    asked = _heard(ground)
    assert asked.how == How.USUAL
    assert ground.perform(asked).state == State.DONE
    told = ground.objects("Users")[uuid_of(ground, "Alva 8A")]
    assert (told["name"]["givenName"] == "Alva") == is_named
