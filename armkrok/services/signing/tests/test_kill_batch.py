"""kill -9 in the middle of a batch: every request is signed exactly once in the end."""

from armkrok.core.tenants.scope import scope
from armkrok.services.signing.models import Consent
from armkrok.services.signing.tests.asking import BatchSigning, asked_of
from armkrok.services.signing.tests.signers import whole
from armkrok.services.signing.tests.test_batch import by_job, parties
from armkrok.services.signing.tests.test_kill import ACTIONS, KILLED, Die, die, people  # noqa: F401  (fixtures)
from armkrok.site.settling import Settled
from tests.support.simulators import Simulators
from tests.support.visitor import Visitor

COUNT = 5
STEPS = (
    (f"{ACTIONS}.appending:sign", "after"),
    (f"{ACTIONS}.appending:files.store", "after"),
    (f"{ACTIONS}.appending:advance", "after"),
)


def test_killed_in_the_middle_of_a_batch(
    people: Settled,  # noqa: F811
    simulators: Simulators,
    die: Die,  # noqa: F811
) -> None:
    karin = Visitor(people.people["karin"])
    for step in STEPS:
        requests = [asked_of(people, {"karin": {}, "elif": {}}, title=f"Beslut {n}") for n in range(COUNT)]
        signing = BatchSigning(karin, [one.pk for one in parties(people, requests)]).answer(simulators)
        done = signing.told()
        with scope(requests[0].organisation_id):
            act_id = Consent.objects.filter(signed_at=None).values_list("act_id", flat=True)[0]
        names = {"organisation_id": str(requests[0].organisation_id), "act_id": str(act_id)}
        assert die(step, f"{ACTIONS}.appending:append_later", **{"with": names}) == KILLED, step
        assert "0 av 5 är sparade." in karin.get(done).text, step
        by_job(requests)
        by_job(requests)
        assert "Fem underskrifter är sparade." in karin.get(done).text, step
        for one in requests:
            whole(one, 1)


def test_killed_when_the_answer_comes(
    people: Settled,  # noqa: F811
    simulators: Simulators,
    die: Die,  # noqa: F811
) -> None:
    """Before the answer is stored nothing is signed; after it, the job signs all of them."""
    karin = Visitor(people.people["karin"])
    for step, is_kept in (
        ((f"{ACTIONS}.signing:_verified_and_kept", "before"), False),
        ((f"{ACTIONS}.signing:_kept", "after"), False),
        ((f"{ACTIONS}.signing:append_now", "before"), True),
    ):
        requests = [asked_of(people, {"karin": {}, "elif": {}}, title=f"Beslut {n}") for n in range(COUNT)]
        signing = BatchSigning(karin, [one.pk for one in parties(people, requests)]).answer(simulators)
        cookies = {name: one.value for name, one in karin.client.cookies.items()}
        assert die(step, "page", url=signing.page + "lage/", cookies=cookies) == KILLED, step
        by_job(requests)
        for one in requests:
            whole(one, int(is_kept))
        if not is_kept:
            signing.hurry()
            page = signing.ended()
            assert "Försök igen" in page.text, step
