"""The words of e-mails and tasks: what to do, by when, where. Never personal numbers.

None of them names a protected person, whoever writes and whoever reads.
"""

from armkrok.core.identity.guarding import without_names
from armkrok.services.signing.letters import asking, changing, ending, on_paper, talking
from armkrok.services.signing.letters.asking import (
    done_text,
    follow_text,
    language_of,
    task_button,
    task_title,
)

address_corrected = without_names(changing.address_corrected)
answer_task = without_names(talking.answer_task)
answered = without_names(talking.answered)
asked = without_names(talking.asked)
completed = without_names(ending.completed)
declined = without_names(changing.declined)
extended = without_names(changing.extended)
invitation = without_names(asking.invitation)
invite = without_names(asking.invite)
late = without_names(changing.late)
question_task = without_names(talking.question_task)
registered = without_names(on_paper.registered)
registered_by_another = without_names(on_paper.registered_by_another)
registration_undone = without_names(on_paper.registration_undone)
remind = without_names(asking.remind)
replaced = without_names(changing.replaced)
stand_in_named = without_names(changing.stand_in_named)
taken_over = without_names(changing.taken_over)
task_text = without_names(asking.task_text)
withdrawn = without_names(changing.withdrawn)

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
    "registered",
    "registered_by_another",
    "registration_undone",
    "remind",
    "replaced",
    "stand_in_named",
    "taken_over",
    "task_button",
    "task_text",
    "task_title",
    "withdrawn",
]
