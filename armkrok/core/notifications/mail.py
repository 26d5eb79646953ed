"""E-mail: written with the data it belongs to, sent by a job until the server takes it."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage

from armkrok.core.documents.files import on_disk
from armkrok.core.documents.models import StoredFile
from armkrok.core.identity.guarding import bare
from armkrok.core.jobs import job
from armkrok.core.notifications.models import Message
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now


def send(to: str, subject: str, body: str, attachment: tuple[StoredFile, str] | None = None) -> None:
    """Queue one message, in the caller's transaction; `attachment` is a stored file and its name."""
    stored, name = attachment or (None, "")
    message = Message.objects.create(
        to=bare(to), subject=" ".join(subject.split())[:200], body=body, attachment=stored,
        attachment_name=name[:120],
    )  # fmt: skip
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
        waiting = Message.objects.select_related("attachment").select_for_update(of=("self",))
        message = waiting.filter(pk=message_id, state=Message.State.WAITING).first()
        if message is None:
            return
        letter = EmailMessage(
            message.subject,
            message.body,
            settings.DEFAULT_FROM_EMAIL,
            [message.to],
            headers={"Message-ID": f"<{message.pk}@armkrok>", "Auto-Submitted": "auto-generated"},
        )
        if (stored := message.attachment) is not None:
            with on_disk(stored) as path:
                letter.attach(message.attachment_name, path.read_bytes(), stored.media_type)
        letter.send()
        message.state, message.sent_at = Message.State.SENT, now()
        message.save(update_fields=["state", "sent_at"])
