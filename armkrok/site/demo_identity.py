"""What the demo shows of identity and access: roles old and new, a policy, a directory, a protected person.

Everything is done by the same actions as the pages use, after the services' own examples. Only what lies in
the past is put there directly: days on which a role or a system was last used, and a month of calls.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

from django.conf import settings

from armkrok.core.access.actor import Actor
from armkrok.core.access.decide import held_roles
from armkrok.core.access.models import ApiClient, ClientAddress, ClientSecret, ClientUse, RoleAssignment
from armkrok.core.access.routes import acting
from armkrok.core.administration.access_use import roles_by_use
from armkrok.core.administration.actions import clients
from armkrok.core.administration.actions.access_reviews import keep_roles
from armkrok.core.administration.actions.members import MemberFacts, add_member
from armkrok.core.administration.actions.policies import PolicyFacts, set_policy
from armkrok.core.administration.actions.roles import RoleFacts, give_role, take_role
from armkrok.core.administration.models import RoleReview
from armkrok.core.identity.people import find
from armkrok.core.members.models import Group, Member
from armkrok.core.passkeys.actions.invitations import introduce
from armkrok.core.policies.models import Policy
from armkrok.core.protection.actions import mark
from armkrok.core.protection.models import Marking
from armkrok.core.reading.actions import change_policy
from armkrok.core.reading.log import read
from armkrok.core.reading.models import How, ReadPolicy, ReadRow
from armkrok.core.scim import queries as directory
from armkrok.core.scim.actions.groups import create_group
from armkrok.core.scim.actions.users import UserFacts, change_user, create_user
from armkrok.core.tenants.models import Organisation, Unit
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now, today
from armkrok.kit.numbers import test_numbers
from armkrok.site import towns
from armkrok.site.demo_files import staff_list

DIRECTORY, DIRECTORY_GROUP = "Katalogen", "Fritidshemmet"
OPERATOR = ("Disa Falk", "disa.falk@armkrok.example")
PROTECTED, PROTECTED_PLACE = "Liv Hedman", 9200
LONG_AGO, YEAR = timedelta(days=400), timedelta(days=365)
WITHOUT_EID = (
    "Har du ingen e-legitimation? Ring kontaktcenter på 0980-319 210 eller kom till Storgatan 1, så hjälper "
    "vi dig på papper."
)


@dataclass(frozen=True)
class Place:
    """A town, and those who do something there."""

    organisation: Organisation

    def actor(self, key: str) -> Actor:
        """Somebody of armkrok.site.towns at work, from the machine that the demo runs on; not in a scope."""
        person = find(towns.person(key).number)
        if person is None:
            raise LookupError(key)
        by = Actor(person=person, organisation=self.organisation, ip="127.0.0.1", user_agent="demo")
        with acting(by):
            return replace(by, role_keys=held_roles(person.pk))

    def system(self, name: str) -> Actor:
        """One of the organisation's systems."""
        with scope(self.organisation.pk):
            client = ApiClient.objects.get(name=name)
        return Actor(client_id=client.pk, organisation=self.organisation, ip="192.0.2.17")


def load() -> None:
    """Each part that is not there; what exists is left alone."""
    sundby, norrvik = (Place(Organisation.objects.get(slug=town.slug)) for town in towns.TOWNS)
    by_sara, by_birgitta = sundby.actor("sara"), norrvik.actor("birgitta")
    parts: tuple[tuple[Actor, Callable[[Actor], None]], ...] = (
        (by_sara, _policies),
        (by_sara, _roles),
        (by_sara, _reviewed),
        (by_sara, _protected),
        (sundby.actor("inga"), _marked),
        (by_sara, _systems),
        (by_birgitta, _short_sessions),
    )
    for by, part in parts:
        with acting(by):
            part(by)
    by_directory = sundby.system(DIRECTORY)
    for by, part in ((by_directory, _provisioned), (by_sara, _for_a_year), (by_sara, _reads)):
        with acting(by):
            part(by)
    _operator()
    staff_list(settings.HOME / "exempel" / "medarbetare.csv")


def _policies(by: Actor) -> None:
    if not ReadPolicy.objects.exists():
        change_policy(5, "KS 2026/17", names_readers=False, by=by)
    if not Policy.objects.exists():
        set_policy(replace(_usual(), without_eid=WITHOUT_EID), by=by)


def _short_sessions(by: Actor) -> None:
    if not Policy.objects.exists():
        set_policy(replace(_usual(), idle_minutes=15), by=by)


def _usual() -> PolicyFacts:
    known = Policy()
    return PolicyFacts(known.idle_minutes, known.longest_hours, known.staff_strength, known.stale_days)


def _member(key: str) -> Member:
    found: Member = Member.objects.get(email=towns.person(key).email)
    return found


def _roles(by: Actor) -> None:
    """Two that nobody has used for long, and one that somebody has had."""
    if RoleAssignment.objects.filter(ended_at__isnull=False).exists():
        return
    first = today() - LONG_AGO
    for key, role, used in (("jonas", "auditor", 300), ("omar", "administrator", 120)):
        given = give_role(_member(key), RoleFacts(role, first), by=by)
        RoleAssignment.objects.filter(pk=given.pk).update(used_on=today() - timedelta(days=used))
    former = give_role(_member("tore"), RoleFacts("auditor", first, today() + timedelta(days=30)), by=by)
    take_role(former, by=by)


def _for_a_year(by: Actor) -> None:
    """Whom the directory has brought has a role for a year."""
    noor = Member.objects.get(external_id="noor")
    if not RoleAssignment.objects.filter(person_id=noor.person_id).exists():
        give_role(noor, RoleFacts("employee", today(), today() + YEAR), by=by)


def _reviewed(by: Actor) -> None:
    """Sara has begun to go through the roles."""
    if not RoleReview.objects.exists():
        fresh = [role for role in roles_by_use() if role.person_id != by.person_id and role.used_on is None]
        keep_roles(fresh[:5], by=by)


def _protected(by: Actor) -> None:
    """Somebody at the home care, whom only named staff will see."""
    unit = Unit.objects.get(name="Hemtjänsten")
    facts = MemberFacts("liv.hedman@sundby.example", "Undersköterska", unit, external_id="liv")
    if not Member.objects.filter(email=facts.email).exists():
        member = add_member(test_numbers()[PROTECTED_PLACE], PROTECTED, facts, by=by)
        give_role(member, RoleFacts("employee", today()), by=by)


def _marked(by: Actor) -> None:
    number = test_numbers()[PROTECTED_PLACE]
    person = find(number)
    if person and not Marking.objects.filter(person=person, ended_at=None).exists():
        mark(number, Marking.Kind.SECRECY, "Visade Skatteverkets beslut den dag hon anställdes.", by=by)


def _systems(by: Actor) -> None:
    """A directory with its scope; and a month of the services' systems, whose secrets are being changed."""
    if ApiClient.objects.filter(name=DIRECTORY).exists():
        return
    for row in ApiClient.objects.all():
        clients.limit_client(row, ["192.0.2.0/24"], 300, by=by)
        ClientSecret.objects.filter(client=row).update(created_at=now() - YEAR, used_at=now())
        clients.change_secret(row, 7, by=by)
        ClientAddress.objects.create(client=row, address="192.0.2.17")
        ClientUse.objects.bulk_create(_month(row))
    clients.add_client(DIRECTORY, ["scim.provision"], by=by)
    ApiClient.objects.update(used_at=now())


def _month(client: ApiClient) -> list[ClientUse]:
    """Thirty days of calls: fewer at weekends, and now and then something that is refused."""
    rows = []
    for back in range(30):
        day = today() - timedelta(days=back)
        calls = 12 if day.weekday() >= 5 else 140 + back * 37 % 90
        made = partial(ClientUse, client=client, day=day)
        rows.append(made(operation="GET underskrift/requests/{request_id}", kind=2, count=calls))
        rows.append(made(operation="POST underskrift/requests", kind=2, count=calls // 10))
        if back % 6 == 0:
            rows.append(made(operation="POST underskrift/requests", kind=4, count=1 + back % 4))
    return rows


def _reads(by: Actor) -> None:
    """Sara looks at the list, searches for Karin and opens her page."""
    if ReadRow.objects.filter(reader_id=by.person_id).exists():
        return
    karin = _member("karin").person_id
    everybody = Member.objects.filter(left_at=None, person__is_protected=False)
    hidden = Member.objects.filter(left_at=None, person__is_protected=True).count()
    read(by, everybody.values_list("person_id", flat=True), "administration.members", withheld=hidden)
    read(by, [karin], "administration.members", how=How.SEARCH)
    read(by, [karin], "administration.member")


def _provisioned(by: Actor) -> None:
    """The directory brings two people and a group, and switches one of them off."""
    if Group.objects.filter(name=DIRECTORY_GROUP).exists():
        return
    noor = create_user(_user("noor", "Noor", "Haddad", "Fritidspedagog"), by=by)
    pelle = _user("pelle", "Pelle", "Strand", "Vaktmästare")
    left = create_user(pelle, by=by)
    create_group(DIRECTORY_GROUP, "grupp-17", [str(noor.pk), str(left.pk)], by=by)
    change_user(directory.user_for(left.pk), replace(pelle, is_active=False), by=by)
    read(by, directory.users().values_list("person_id", flat=True), "scim.user", how=How.API)


def _user(key: str, given_name: str, surname: str, title: str) -> UserFacts:
    email = f"{given_name}.{surname}@sundby.example".lower()
    return UserFacts(
        user_name=email, external_id=key, formatted=f"{given_name} {surname}", given_name=given_name,
        surname=surname, title=title, email=email, department="Ekbackeskolan", is_active=True,
    )  # fmt: skip


def _operator() -> None:
    """The operator's administrator, who comes in by a key; `armkrok passkey invite` makes her link."""
    name, email = OPERATOR
    with scope(Organisation.objects.get(is_operator=True).pk):
        if not Member.objects.filter(email=email).exists():
            introduce(name, email)
