"""Forms judge shape; the actions judge rules."""

from armkrok.services.signing.forms.answers import CheckForm, ReasonForm, RevisionForm
from armkrok.services.signing.forms.documents import DocumentForm, TitleForm
from armkrok.services.signing.forms.people import GroupForm, MemberForm, OutsiderForm
from armkrok.services.signing.forms.texts import LinesField, VisibleField
from armkrok.services.signing.forms.wishes import MessageForm

__all__ = [
    "CheckForm",
    "DocumentForm",
    "GroupForm",
    "LinesField",
    "MemberForm",
    "MessageForm",
    "OutsiderForm",
    "ReasonForm",
    "RevisionForm",
    "TitleForm",
    "VisibleField",
]
