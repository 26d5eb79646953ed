"""Who is asking."""

from dataclasses import dataclass, field
from uuid import UUID

from django.http import HttpRequest

from armkrok.core.identity.models import Person, Session
from armkrok.core.tenants.models import Organisation


@dataclass(frozen=True)
class Actor:
    """A person or a system, with what it may do in the organisation at hand.

    `partial` are those of its permissions that come from roles limited to a board or unit alone: the service
    shows only what belongs there.
    """

    person: Person | None = None
    session: Session | None = None
    client_id: UUID | None = None
    organisation: Organisation | None = None
    permissions: frozenset[str] = field(default_factory=frozenset)
    partial: frozenset[str] = field(default_factory=frozenset)
    role_keys: tuple[str, ...] = ()
    open_services: frozenset[str] = field(default_factory=frozenset)
    only_services: frozenset[str] = field(default_factory=frozenset)
    ip: str = ""
    user_agent: str = ""

    @property
    def doer_id(self) -> UUID | None:
        """The id that the audit log keeps."""
        return self.person.pk if self.person else self.client_id

    @property
    def doer_kind(self) -> str:
        """The kind that the audit log keeps."""
        if self.person:
            return "person"
        return "client" if self.client_id else "stranger"

    @property
    def principal_id(self) -> UUID | None:
        """The person for whom this one acts, by a mandate."""
        return self.session.principal_id if self.session else None

    @property
    def for_id(self) -> UUID:
        """In whose matters the actor acts: the principal's, or the person's own. As person_id otherwise."""
        return self.principal_id or self.person_id

    def acts_in(self, service_key: str) -> bool:
        """Whether the mandate by which the actor acts for another holds in the service; else always."""
        return not self.only_services or service_key in self.only_services

    @property
    def only_id(self) -> UUID | None:
        """The only organisation where the log-in holds, if there is such a limit."""
        return self.session.organisation_id if self.session else None

    @property
    def person_id(self) -> UUID:
        """The logged-in person's id; only for routes that demand a person."""
        if self.person is None:
            raise LookupError("this route must demand a person")
        return self.person.pk


class ActorRequest(HttpRequest):
    """A request after the middleware: it knows who asks."""

    actor: Actor
