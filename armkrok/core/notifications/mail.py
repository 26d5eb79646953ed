"""E-mail: written with the data it belongs to, sent by a job until the server takes it."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage

from armkrok.core.identity.guarding import bare
from armkrok.core.jobs import job
from armkrok.core.notifications.models import Message
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now


def send(to: str, subject: str, body: str) -> None:
    """Queue one message, in the caller's transaction."""
    message = Message.objects.create(to=bare(to), subject=" ".join(subject.split())[:200], body=body)
    deliver.defer(organisation_id=str(message.organisation_id), message_id=str(message.pk))


def send_many(letters: Iterable[tuple[str, str, str]]) -> None:
    """Queue many messages, each (to, subject, body), in the caller's transaction."""
    messages = Message.objects.bulk_create(
        Message(to=bare(to), subject=" ".join(subject.split())[:200], body=body)
        for to, subject, body in letters
    )
    deliver.defer_many(
        [{"organisation_id": str(one.organisation_id), "message_id": str(one.pk)} for one in messages]
    )


@job("notifications.deliver")
def deliver(organisation_id: str, message_id: str) -> None:
    """Hand one message to the mail server; twice at most, if killed between sending and noting it."""
    with scope(UUID(organisation_id)):
        message = (
            Message.objects.select_for_update().filter(pk=message_id, state=Message.State.WAITING).first()
        )
        if message is None:
            return
        EmailMessage(
            message.subject,
            message.body,
            settings.DEFAULT_FROM_EMAIL,
            [message.to],
            headers={"Message-ID": f"<{message.pk}@armkrok>", "Auto-Submitted": "auto-generated"},
        ).send()
        message.state, message.sent_at = Message.State.SENT, now()
        message.save(update_fields=["state", "sent_at"])
