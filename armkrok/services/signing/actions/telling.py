"""Who is told when something changes: the sender, and those who have done their part."""

from collections.abc import Iterator
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from armkrok.core.members.models import Member
from armkrok.core.tenants.models import current_organisation
from armkrok.services.signing import letters
from armkrok.services.signing.letters.changing import Reader
from armkrok.services.signing.models import Party, SigningRequest


def concerned(request: SigningRequest) -> Iterator[Reader]:
    """The sender, if a person still employed, and everybody who has signed, approved or read; once each."""
    told: set[UUID] = set()
    if (contact := sender(request)) is not None:
        told.add(contact.person_id)
        yield Reader(contact.person.name, contact.email, request.language, page(request, "progress"), True)
    finished = Party.objects.filter(request=request, state__in=Party.FINISHED)
    for one in finished.exclude(person_id__in=told):
        language = letters.language_of(request, one)
        yield Reader(one.name, one.email, language, page(request, "done"), False)


def sender(request: SigningRequest) -> Member | None:
    """The sender as somebody who works here, with the address that letters go to."""
    if request.sender_id is None:
        return None
    found = Member.objects.filter(person_id=request.sender_id, left_at=None)
    return found.select_related("person").first()


def page(request: SigningRequest, name: str) -> str:
    """The whole address of one of the request's pages."""
    return settings.BASE_URL + path(request, name)


def path(request: SigningRequest, name: str) -> str:
    """The same, as it stands in a task."""
    return reverse(f"signing:{name}", args=[current_organisation().slug, request.pk])
