"""Requests to a server that does as EGIL says, or not quite: each is judged by its status alone."""

import asyncio
from typing import Any
from uuid import UUID

import pytest

from armkrok.services.school.egil.answers import Answer, ListingRefused, Unreachable, Verdict, Why
from armkrok.services.school.egil.transport import Endpoint, Patience, Sender
from armkrok.services.school.tests.egil_objects import GROUP, body, group, unit, user
from armkrok.services.school.tests.speaking import HASTY, QUICK, by_key, here, speaking
from tests.support.hostile import answering, whole
from tests.support.simulators import free_port
from tests.support.suppliers import Suppliers

ONE = str(UUID(int=1))
pytestmark = pytest.mark.usefixtures("suppliers")


def create(suppliers: Suppliers, number: int = 1, patience: Patience = QUICK) -> Answer:
    one = body(user(number))
    return speaking(by_key(suppliers.egil), lambda to: to.create("Users", one), patience=patience)


def replace(suppliers: Suppliers, number: int = 1, **more: Any) -> Answer:
    name = str(UUID(int=number))
    return speaking(by_key(suppliers.egil), lambda to: to.replace("Users", name, body(user(number, **more))))


def remove(suppliers: Suppliers, name: str = ONE) -> Answer:
    return speaking(by_key(suppliers.egil), lambda to: to.remove("Users", name))


def names(suppliers: Suppliers) -> list[str]:
    async def listed(to: Sender) -> list[str]:
        return [one["id"] async for one in to.listing("Users")]

    return speaking(by_key(suppliers.egil), listed)


def test_an_object_is_created_replaced_and_removed(suppliers: Suppliers) -> None:
    made = create(suppliers)
    assert (made.status, made.verdict, made.id) == (201, Verdict.DONE, ONE)
    assert replace(suppliers, displayName="Elev Ett").verdict == Verdict.DONE
    assert suppliers.objects("Users")[ONE]["displayName"] == "Elev Ett"
    gone = remove(suppliers)
    assert (gone.status, gone.verdict, suppliers.objects("Users")) == (204, Verdict.DONE, {})
    assert [line["path"] for line in suppliers.log] == [
        "/linden/egil/Users",
        f"/linden/egil/Users/{ONE}",
        f"/linden/egil/Users/{ONE}",
    ]


def test_what_the_receiver_does_not_know_or_knows_already(suppliers: Suppliers) -> None:
    assert replace(suppliers).verdict == Verdict.MISSING
    assert remove(suppliers).verdict == Verdict.DONE
    create(suppliers)
    again = create(suppliers)
    assert (again.status, again.verdict) == (409, Verdict.EXISTS)


@pytest.mark.parametrize(
    ("status", "verdict"), [(200, Verdict.DONE), (201, Verdict.FAILED), (204, Verdict.FAILED)]
)
def test_a_replacement_is_done_by_exactly_200(suppliers: Suppliers, status: int, verdict: Verdict) -> None:
    create(suppliers)
    suppliers.oddly(replace_status=status)
    assert replace(suppliers).verdict == verdict


@pytest.mark.parametrize(
    ("status", "verdict"), [(204, Verdict.DONE), (200, Verdict.FAILED), (202, Verdict.FAILED)]
)
def test_a_removal_is_done_by_exactly_204(suppliers: Suppliers, status: int, verdict: Verdict) -> None:
    create(suppliers)
    suppliers.oddly(remove_status=status)
    assert remove(suppliers).verdict == verdict


def test_answers_may_be_plain_text_and_echoes(suppliers: Suppliers) -> None:
    suppliers.oddly(content_type="text/plain", echo=True, plain_errors=True)
    made = create(suppliers)
    assert (made.verdict, made.id) == (Verdict.DONE, None)
    refused = speaking(by_key(suppliers.egil), lambda to: to.create("Users", b"{}"))
    assert (refused.status, refused.verdict) == (400, Verdict.FAILED)
    assert refused.text == "externalId must be a UUID in lower case"


def test_the_receivers_own_id_is_told_and_used(suppliers: Suppliers) -> None:
    suppliers.oddly(ids="assigned")
    given = create(suppliers).id
    assert given is not None
    assert given != ONE
    assert list(suppliers.objects("Users")) == [given]
    assert replace(suppliers).verdict == Verdict.MISSING
    assert remove(suppliers, given).status == 204


def test_a_repeated_create_may_be_taken(suppliers: Suppliers) -> None:
    suppliers.oddly(repeated_post=201)
    assert [create(suppliers).verdict, create(suppliers).verdict] == [Verdict.DONE, Verdict.DONE]


def test_a_large_group_is_sent_whole_and_its_echo_is_no_trouble(suppliers: Suppliers) -> None:
    suppliers.oddly(check_references=False)
    big = group(20_000)
    made = speaking(by_key(suppliers.egil), lambda to: to.create("StudentGroups", body(big)))
    assert (made.verdict, len(made.text)) == (Verdict.DONE, 500)
    assert len(suppliers.objects("StudentGroups")[GROUP]["studentMemberships"]) == 20_000


def test_an_id_cannot_lead_elsewhere(suppliers: Suppliers) -> None:
    assert remove(suppliers, "../Employments/1?x=1#y z").verdict == Verdict.DONE
    assert suppliers.log[-1]["path"] == "/linden/egil/Users/..%2FEmployments%2F1%3Fx%3D1%23y%20z"


def test_a_wrong_key_is_refused(suppliers: Suppliers) -> None:
    answer = speaking(by_key(suppliers.egil, key="fel"), lambda to: to.create("Users", body(user(1))))
    assert (answer.status, answer.verdict, suppliers.objects("Users")) == (401, Verdict.FAILED, {})


def test_the_media_type_and_the_key_go_with_each_request() -> None:
    own: dict[str, str] = {"media_type": "application/json", "key_header": "X-Nyckel", "key": "hemlig"}
    with answering(lambda *_: whole(b"{}", 200)) as there:
        for endpoint in (Endpoint(there.url, here), Endpoint(there.url, here, **own)):  # type: ignore[arg-type]
            speaking(endpoint, lambda to: to.replace("Users", ONE, body(user(1))))
    usual, other = there.heads
    assert (usual["content-type"], "x-nyckel" in usual) == ("application/scim+json", False)
    assert (other["content-type"], other["x-nyckel"]) == ("application/json", "hemlig")


@pytest.mark.parametrize("how", ["paged", "unpaged", "ignored", "no total"])
def test_a_list_is_read_to_its_end_each_once(suppliers: Suppliers, how: str) -> None:
    async def all_created(to: Sender) -> None:
        await asyncio.gather(*(to.create("Users", body(user(number))) for number in range(25)))

    speaking(by_key(suppliers.egil), all_created)
    suppliers.oddly(
        page_size=1000 if how == "unpaged" else 10,
        ignore_start_index=how == "ignored",
        no_total=how == "no total",
    )
    found = names(suppliers)
    assert len(found) == len(set(found)) == (10 if how == "ignored" else 25)
    asked = [line for line in suppliers.log if line["method"] == "GET"]
    assert len(asked) == {"paged": 3, "unpaged": 1, "ignored": 2, "no total": 4}[how]


def test_an_empty_list_and_an_unreadable_one(suppliers: Suppliers) -> None:
    assert names(suppliers) == []
    suppliers.oddly(faults=[{"what": "garbage"}])
    with pytest.raises(ListingRefused):
        names(suppliers)
    suppliers.oddly(faults=[{"what": "status", "status": 501}])
    with pytest.raises(ListingRefused) as refused:
        names(suppliers)
    assert refused.value.status == 501


def test_a_redirect_is_not_followed(suppliers: Suppliers) -> None:
    suppliers.oddly(faults=[{"what": "redirect"}])
    answer = create(suppliers)
    assert (answer.status, answer.verdict, len(suppliers.log)) == (307, Verdict.FAILED, 1)


def test_proxies_in_the_environment_are_not_heeded(
    suppliers: Suppliers, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert create(suppliers).verdict == Verdict.DONE


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        ({"what": "cut"}, Why.CUT),
        ({"what": "lost"}, Why.CUT),
        ({"what": "half"}, Why.CUT),
        ({"what": "slow", "seconds": 10.0}, Why.TIMEOUT),
        ({"what": "large"}, Why.ANSWER),
    ],
)
def test_no_whole_answer_comes(suppliers: Suppliers, fault: dict[str, Any], why: Why) -> None:
    suppliers.oddly(faults=[fault])
    with pytest.raises(Unreachable) as problem:
        create(suppliers, patience=HASTY if why == Why.TIMEOUT else QUICK)
    assert (problem.value.why, problem.value.is_fatal) == (why, False)
    assert create(suppliers, 2).verdict == Verdict.DONE


def test_a_create_is_never_sent_twice_by_itself(suppliers: Suppliers) -> None:
    async def two(to: Sender) -> None:
        await to.create("SchoolUnits", body(unit()))
        suppliers.oddly(faults=[{"what": "lost"}])
        with pytest.raises(Unreachable):
            await to.create("Users", body(user(1)))

    speaking(by_key(suppliers.egil), two)
    assert suppliers.state["counts"] == {"POST 201": 1, "POST -1": 1}


def test_a_replacement_goes_again_when_a_kept_connection_was_gone(suppliers: Suppliers) -> None:
    async def two(to: Sender) -> Answer:
        await to.create("Users", body(user(1)))
        suppliers.oddly(faults=[{"what": "cut"}])
        return await to.replace("Users", ONE, body(user(1, displayName="Ny")))

    assert speaking(by_key(suppliers.egil), two).verdict == Verdict.DONE
    assert suppliers.objects("Users")[ONE]["displayName"] == "Ny"


def test_nobody_there(suppliers: Suppliers) -> None:
    to = by_key(f"http://127.0.0.1:{free_port()}/egil")
    with pytest.raises(Unreachable) as problem:
        speaking(to, lambda sender: sender.create("Users", body(user(1))))
    assert (problem.value.why, problem.value.is_fatal) == (Why.REFUSED, True)


def test_a_judge_that_refuses_is_obeyed_at_each_connection(suppliers: Suppliers) -> None:
    asked: list[tuple[str, int]] = []

    def strict(host: str, port: int) -> list[str]:
        asked.append((host, port))
        raise Unreachable(Why.ADDRESS)

    to = Endpoint("http://sundby.example:8080/egil", strict)
    with pytest.raises(Unreachable) as problem:
        speaking(to, lambda sender: sender.create("Users", body(user(1))))
    assert (problem.value.why, asked) == (Why.ADDRESS, [("sundby.example", 8080)])


def test_the_judged_address_is_called_whatever_the_name_leads_to(suppliers: Suppliers) -> None:
    port = int(suppliers.url.rpartition(":")[2])
    to = Endpoint(
        f"http://nowhere.invalid:{port}/linden/egil", lambda host, port: ["127.0.0.1"],
        key_header="X-API-Key", key="nyckel-sundby",
    )  # fmt: skip
    assert speaking(to, lambda sender: sender.create("Users", body(user(1)))).verdict == Verdict.DONE


@pytest.mark.parametrize(
    "wrong",
    [
        {"base_url": "ftp://a.example"},
        {"base_url": "https://a.example"},
        {"base_url": "http://a.example/?x=1"},
        {"base_url": "http://a.example/å"},
        {"key_header": "X-Key"},
        {"key_header": "X Key", "key": "a"},
        {"key_header": "X-Key", "key": "a\r\nX-Other: b"},
        {"media_type": "application/json\r\nX: y"},
    ],
)
def test_an_endpoint_that_cannot_be(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Endpoint(**{"base_url": "http://a.example", "judge": here, **wrong})
