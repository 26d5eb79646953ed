"""A protected person is hidden on every page, in every answer of the API, in letters and in logs.

The walk is made from the router, so that a new address is walked without anybody thinking of it.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from itertools import product
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from armkrok.core.access.models import RoleAssignment
from armkrok.core.administration.events import RoleGiven
from armkrok.core.events.recording import record
from armkrok.core.identity import sealed
from armkrok.core.identity.models import Person
from armkrok.core.identity.people import find_or_add
from armkrok.core.members.models import Group, GroupEntry, Member
from armkrok.core.notifications.models import Message, Task
from armkrok.core.protection import actions
from armkrok.core.reading.models import ReadRow
from armkrok.core.tenants.models import Organisation, Unit
from armkrok.core.tenants.scope import scope
from armkrok.kit.ids import uuid7
from armkrok.kit.numbers import test_numbers as published_numbers
from armkrok.services.exchange.public import Outgoing, log_releases
from armkrok.services.school.actions import protecting
from armkrok.services.school.models import RosterPerson
from armkrok.services.signing.models import BulkRow, Party, Remark, SigningRequest, StandIn
from armkrok.site.settling import Settled
from tests.support import agreements, school_ground
from tests.support.mirrored import World, mirrored
from tests.support.mirrored_signing import SIGNER
from tests.support.people import inside
from tests.support.routes import operations, routes
from tests.support.visitor import Visitor

NUMBER = published_numbers()[500]
NAME, EMAIL, TITLE = "Gunhild Dolderstam", "dolderstam@hemlig.example", "Grevinnebibliotekarie"
SECRETS = (NAME, "Dolderstam", EMAIL, TITLE, NUMBER, NUMBER[:8] + "-" + NUMBER[8:], NUMBER[:8] + "-••••")
FACTS = {"name": NAME, "email": EMAIL, "title": TITLE}


@dataclass
class Hidden:
    """Both towns, and the person who is everywhere in them."""

    world: World
    person: Person

    @property
    def towns(self) -> Settled:
        return self.world.towns

    def mark(self) -> None:
        """Sara marks her, and is then no longer named to see anybody."""
        with inside(self.towns, "sara", "sundby") as sara:
            actions.mark(NUMBER, "secrecy", "Har visat beslutet", by=sara)
        for place in self.towns.organisations.values():
            with scope(place.pk):
                RoleAssignment.objects.filter(role="protected_handler").delete()


@pytest.fixture
def hidden(towns: Settled) -> Hidden:
    world = mirrored(towns)
    person = find_or_add(NUMBER, NAME)
    for slug in towns.organisations:
        _put(towns, slug, person)
    return Hidden(world, person)


def _put(towns: Settled, slug: str, person: Person) -> None:
    """She works here, is in a group, signs, asks, stands in, is in a list; and the log speaks of her."""
    with inside(towns, "sara", slug) as sara:
        unit = Unit.objects.order_by("pk")[0]
        Member.objects.create(person=person, email=EMAIL, title=TITLE, unit=unit)
        role = RoleAssignment.objects.create(person=person, role="employee")
        GroupEntry.objects.create(group=Group.objects.order_by("pk")[0], person=person, **FACTS)
        Party.objects.filter(person=towns.people[SIGNER]).update(person=person, **FACTS)
        StandIn.objects.update(other=person, name=NAME, email=EMAIL)
        BulkRow.objects.update(person=person, **FACTS)
        for one in SigningRequest.objects.filter(state="open"):
            Remark.objects.create(request=one, author=person, name=NAME, text="Varför?")
        theirs = SigningRequest.objects.filter(state="open", client_id=None).order_by("-pk")
        theirs.filter(pk=theirs[0].pk).update(sender=person)
        record(RoleGiven(person_id=person.pk, role="employee"), about=role, by=sara)
        with connection.cursor() as cursor:  # the log links its rows at commit, which never comes here
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED")


def _asked(visitor: Visitor, address: str, *, post: bool) -> str:
    """All that a GET and a POST give: pages, letters and tasks; then undone, also in the browser."""
    cookies = deepcopy(visitor.client.cookies)
    with transaction.atomic():
        answers = [visitor.client.get(address)]
        if post:
            answers.append(visitor.client.post(address, {"csrfmiddlewaretoken": visitor.token}))
        told = " ".join(_content(one) for one in answers) + (_told() if post else "")
        transaction.set_rollback(True)
    visitor.client.cookies = cookies
    return told


def _content(response: Any) -> str:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return str(body.decode("utf-8", "replace")) + str(response.headers)


def _told() -> str:
    """Letters and tasks in both towns: what they say, not where they go."""
    found = []
    for place in Organisation.objects.all():
        with scope(place.pk):
            found += [f"{one.subject} {one.body}" for one in Message.objects.all()]
            found += [f"{one.title} {one.text}" for one in Task.objects.all()]
    return " ".join(found)


PICTURES = {"page-image"}  # what stands in the document stands there


def _addresses(hidden: Hidden, slug: str, spaces: frozenset[str]) -> Iterator[tuple[str, str]]:
    values = hidden.world.by_slug[slug].values | {"organisation": [slug]}
    values = values | {"person_id": [*values["person_id"], hidden.person.pk]}
    for route in routes():
        if spaces and route.namespace not in spaces:
            continue
        if set(route.kwargs) <= values.keys() and route.name not in PICTURES:
            for chosen in product(*(values[name] for name in route.kwargs)):
                yield route.name, route.address(**dict(zip(route.kwargs, chosen, strict=True)))


def _telling(hidden: Hidden, key: str, slug: str, spaces: frozenset[str] = frozenset()) -> dict[str, str]:
    """The routes that tell this visitor of her, with what they told; `spaces` are services, none is all."""
    visitor = Visitor(hidden.towns.people[key])
    found: dict[str, str] = {}
    times: Counter[str] = Counter()
    for name, address in _addresses(hidden, slug, spaces):
        times[name] += 1
        told = _asked(visitor, address, post=times[name] <= 2)
        for secret in SECRETS:
            if secret in told:
                found.setdefault(name, f"{secret}: …{told[max(0, told.index(secret) - 60) :][:120]}")
    return found


@pytest.mark.parametrize(("key", "slug"), [("sara", "sundby"), ("sara", "norrvik"), ("amina", "sundby")])
def test_no_page_letter_or_log_line_tells_of_her(
    hidden: Hidden, key: str, slug: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    hidden.mark()
    assert _telling(hidden, key, slug) == {}
    assert not [one for one in SECRETS if one in caplog.text]


def test_without_the_marking_many_pages_tell_of_her(hidden: Hidden) -> None:
    """Without this, the walk above could pass because she was nowhere."""
    told = _telling(hidden, "sara", "sundby")
    assert {"members", "member", "roles", "audit", "group", "progress"} <= told.keys()
    assert len(told) >= 12, sorted(told)


SCHOOL = frozenset({"school", "exchange"})


def _a_pupil(hidden: Hidden) -> RosterPerson:
    """She goes to school in Sundby: in a class, with a licence, and with data at a receiver."""
    with inside(hidden.towns, "sara"):
        row = school_ground.pupil()
        own = {"given_name": "Gunhild", "surname": "Dolderstam", "email": EMAIL, "eppn": EMAIL}
        number = {"civic_sealed": sealed.seal(NUMBER), "civic_lookup": sealed.lookup(NUMBER)}
        RosterPerson.objects.filter(pk=row.pk).update(**own, **number)
        receiver = school_ground.receiver()
        told = Outgoing("create", "Student", row.source_id, row.pk, ("displayName",), bytes(32))
        log_releases(agreements.signed(receiver.pk, receiver.name).pk, receiver.pk, uuid7(), [told])
        return row


@pytest.mark.timeout(400)
@pytest.mark.parametrize("is_marked", [False, True])
def test_no_page_of_the_school_tells_of_a_protected_pupil(hidden: Hidden, is_marked: bool) -> None:
    """Before she is marked many of them do, or the walk would tell nothing."""
    row = _a_pupil(hidden)
    if is_marked:
        with inside(hidden.towns, "sara"):
            protecting.marked([row.pk])
            RoleAssignment.objects.filter(role="protected_handler").delete()
    told = _telling(hidden, "sara", "sundby", SCHOOL)
    if is_marked:
        assert told == {}
    else:
        assert {"class", "pupil", "licence", "own-extract", "extract"} <= told.keys()


def _system_told(hidden: Hidden, slug: str) -> dict[str, str]:
    home, client = hidden.world.by_slug[slug], Client()
    sent = {"grant_type": "client_credentials", "client_id": home.client_id, "client_secret": home.secret}
    token = client.post(f"/api/v1/{slug}/oauth/token", sent).json()["access_token"]
    values = home.values | {"organisation": [slug]}
    found: dict[str, str] = {}
    for one in operations():
        if one.method != "GET" or not set(one.kwargs) <= values.keys():
            continue
        for chosen in product(*(values[name] for name in one.kwargs)):
            address = one.address(**dict(zip(one.kwargs, chosen, strict=True)))
            told = _content(client.get(address, headers={"Authorization": f"Bearer {token}"}))
            if any(secret in told for secret in SECRETS):
                found[one.path] = told
    return found


def test_no_system_is_told_of_her(hidden: Hidden) -> None:
    assert _system_told(hidden, "sundby")
    hidden.mark()
    assert _system_told(hidden, "sundby") == {}


def test_named_staff_see_her_and_each_look_is_logged(hidden: Hidden) -> None:
    hidden.mark()
    place = hidden.towns.organisations["sundby"]
    with scope(place.pk):
        RoleAssignment.objects.create(person=hidden.towns.people["sara"], role="protected_handler")
        before = ReadRow.objects.filter(what="protection.person").count()
    told = _telling_once(hidden, "/sundby/installningar/medarbetare/")
    assert NAME in told
    with scope(place.pk):
        rows = list(ReadRow.objects.filter(what="protection.person"))
        assert len(rows) == before + 1
        assert {one.reader_id for one in rows} == {hidden.towns.people["sara"].pk}


def _telling_once(hidden: Hidden, address: str) -> str:
    return _content(Visitor(hidden.towns.people["sara"]).client.get(address))


def test_she_sees_herself(hidden: Hidden) -> None:
    hidden.mark()
    page = Visitor(hidden.person).get("/mina/uppgifter/")
    assert NAME in page.text
