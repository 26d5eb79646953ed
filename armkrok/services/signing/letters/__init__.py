"""The words of e-mails and tasks: what to do, by when, where. Never personal numbers."""

from armkrok.services.signing.letters.asking import (
    done_text,
    follow_text,
    invitation,
    invite,
    language_of,
    remind,
    task_button,
    task_text,
    task_title,
)
from armkrok.services.signing.letters.changing import (
    address_corrected,
    declined,
    extended,
    late,
    replaced,
    stand_in_named,
    taken_over,
    withdrawn,
)
from armkrok.services.signing.letters.ending import completed
from armkrok.services.signing.letters.talking import (
    answer_task,
    answered,
    asked,
    question_task,
)

__all__ = [
    "address_corrected",
    "answer_task",
    "answered",
    "asked",
    "completed",
    "declined",
    "done_text",
    "extended",
    "follow_text",
    "invitation",
    "invite",
    "language_of",
    "late",
    "question_task",
    "remind",
    "replaced",
    "stand_in_named",
    "taken_over",
    "task_button",
    "task_text",
    "task_title",
    "withdrawn",
]
