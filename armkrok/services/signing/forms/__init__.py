"""Forms judge shape; the actions judge rules."""

from armkrok.services.signing.forms.answers import CheckForm, ReasonForm, RevisionForm
from armkrok.services.signing.forms.bulk import ListForm
from armkrok.services.signing.forms.documents import DocumentForm, MoreForm, PaperForm, TitleForm
from armkrok.services.signing.forms.drafts import BoxForm, DraftTypeForm
from armkrok.services.signing.forms.people import GroupForm, MemberForm, OutsiderForm, PartForm, PlaceForm
from armkrok.services.signing.forms.templates import AgainForm, NewTemplateForm, TemplateForm
from armkrok.services.signing.forms.texts import LinesField, VisibleField
from armkrok.services.signing.forms.wishes import MessageForm

__all__ = [
    "AgainForm",
    "BoxForm",
    "CheckForm",
    "DocumentForm",
    "DraftTypeForm",
    "GroupForm",
    "LinesField",
    "ListForm",
    "MemberForm",
    "MessageForm",
    "MoreForm",
    "NewTemplateForm",
    "OutsiderForm",
    "PaperForm",
    "PartForm",
    "PlaceForm",
    "ReasonForm",
    "RevisionForm",
    "TemplateForm",
    "TitleForm",
    "VisibleField",
]
