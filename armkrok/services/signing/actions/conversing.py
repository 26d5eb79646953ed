"""Questions about a request, and the sender's answers: a thread that those who are asked can read."""

from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.urls import reverse
from django.utils.translation import override

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.core.notifications import tasks
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.visible_text import readable_lines
from armkrok.services.signing import letters
from armkrok.services.signing.actions import telling
from armkrok.services.signing.errors import NobodyToAnswer, NotOpen
from armkrok.services.signing.events.asking import RemarkWritten
from armkrok.services.signing.models import Party, Remark, SigningRequest

LONGEST = 2000


@transaction.atomic
def write_remark(request: SigningRequest, text: str, *, by: Actor) -> Remark:
    """Ask, or answer as the sender. The other side gets a letter and a task.

    Raises NotOpen and NobodyToAnswer.
    """
    request = SigningRequest.objects.locked(request)
    if not request.is_open:
        raise NotOpen
    if request.sender_id is None:
        raise NobodyToAnswer
    asks = None if by.person_id == request.sender_id else _party(request, by)
    name = asks.name if asks else by.person.name if by.person else ""
    remark: Remark = Remark.objects.create(
        request=request, author_id=by.person_id, name=name, text=readable_lines(text)[:LONGEST]
    )
    event = RemarkWritten(remark_id=remark.pk, party_id=asks.pk if asks else None)
    record(event, about=request, by=by)
    if asks is None:
        _tell_askers(request, remark)
    else:
        _tell_sender(request, remark)
    return remark


def seen(request: SigningRequest, person_id: UUID) -> None:
    """The person has opened the thread: an answer waits no more, but a question waits for its answer."""
    if person_id != request.sender_id:
        tasks.done(thread_of(request.pk), person_id=person_id)


def closed(request: SigningRequest) -> None:
    """Nothing more is to be answered."""
    tasks.done(thread_of(request.pk))


def thread_of(request_id: UUID) -> UUID:
    """What the tasks are about: the thread, so that they do not take the place of the task to sign."""
    return uuid5(NAMESPACE_URL, f"urn:uuid:{request_id}#fragor")


def _party(request: SigningRequest, by: Actor) -> Party | None:
    mine = Party.objects.filter(request=request, person_id=by.person_id)
    return mine.exclude(state=Party.State.REPLACED).first()


def _tell_sender(request: SigningRequest, remark: Remark) -> None:
    if (contact := telling.sender(request)) is None:
        return
    letters.asked(request, remark, contact.email, telling.page(request, "thread"))
    with override(request.language):
        _put(request, contact.person_id, letters.question_task(request, remark))


def _tell_askers(request: SigningRequest, remark: Remark) -> None:
    tasks.done(thread_of(request.pk), person_id=remark.author_id)
    askers = Remark.objects.filter(request=request).exclude(author_id=request.sender_id).values("author_id")
    asked = Party.objects.filter(request=request, person_id__in=askers).exclude(state=Party.State.REPLACED)
    url = telling.page(request, "thread")
    for one in asked:
        language = letters.language_of(request, one)
        letters.answered(request, remark, name=one.name, email=one.email, language=language, url=url)
        with override(language):
            _put(request, one.person_id, letters.answer_task(request, remark))


def _put(request: SigningRequest, person_id: UUID, words: tuple[str, str, str]) -> None:
    title, text, button = words
    url = reverse("signing:thread", args=[current_organisation().slug, request.pk])
    tasks.ask(
        person_id, service_key="signing", about_id=thread_of(request.pk), title=title[:300], text=text[:300],
        button=button, url=url, due=None,
    )  # fmt: skip
