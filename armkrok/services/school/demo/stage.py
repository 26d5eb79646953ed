"""The people of the examples, by the first part of their address."""

from dataclasses import dataclass

from django.conf import settings

from armkrok.core.access.actor import Actor
from armkrok.core.access.decide import granted, held_roles
from armkrok.core.identity.models import Person
from armkrok.core.members.models import Member
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import scope


@dataclass(frozen=True)
class Stage:
    """Sundby and those who work with its schools."""

    organisation: Organisation
    people: dict[str, Person]

    def actor(self, key: str) -> Actor:
        """The person at work in Sundby, with the permissions of her roles. Call inside a scope."""
        person = self.people[key]
        roles = held_roles(person.pk)
        return Actor(
            person=person, organisation=self.organisation, role_keys=roles, permissions=granted(roles),
            ip="127.0.0.1", user_agent="demo",
        )  # fmt: skip


def set_up(organisation: Organisation) -> Stage | None:
    """The stage; nothing without the demo's school system."""
    if not settings.SIMULATED_SCHOOL:
        return None
    with scope(organisation.pk):
        rows = Member.objects.select_related("person")
        people = {one.email.partition(".")[0]: one.person for one in rows}
    return Stage(organisation, people)
