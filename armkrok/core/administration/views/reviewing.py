"""Every change is looked at before it is made, and made only as it was looked at.

The first POST answers with a page that says what will change, from what to what, and what follows from it;
the values that were sent come along in hidden fields, those that must not be seen under seal. The second POST
makes the same review again and compares it with the one that was seen: when anything in it differs, because
somebody else has changed the same thing meanwhile, nothing is done and the new review is shown.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import wraps
from typing import Any, TypeVar

from cryptography.exceptions import InvalidTag
from django import forms
from django.db import transaction
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.administration.differences import Change
from armkrok.core.identity import sealed
from armkrok.core.tenants.models import Organisation
from armkrok.core.tenants.scope import current_organisation_id
from armkrok.kit.refusals import Refusal

SEEN, BACK, SEALED = "granskad", "andra", "forseglat-"
STALE = 409
View = TypeVar("View", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True)
class Review:
    """What the person is asked to look at: the deed in a sentence, what changes, and what follows.

    `button` says what the deed is when it is not to save; a form without changes would change nothing.
    """

    heading: str
    changes: tuple[Change, ...] = ()
    effects: tuple[str, ...] = ()
    button: str = ""
    is_danger: bool = False


@dataclass(frozen=True)
class Step:
    """How far a change has come: nowhere yet (show the form), to its review (`page`), or done."""

    page: HttpResponse | None = None
    is_done: bool = False
    is_same: bool = False
    result: Any = None

    def told(self, text: str) -> str:
        """What to say when it is done."""
        return _("Inget är ändrat.") if self.is_same else text


class _Rehearsed(Exception):
    """The deed would succeed; what it did is undone."""


def in_turn(view: View) -> View:
    """One reviewed change at a time in each organisation: nothing moves between comparison and deed."""

    @wraps(view)
    def entered(request: ActorRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST" and SEEN in request.POST:
            Organisation.objects.select_for_update(no_key=True).get(pk=current_organisation_id())
        return view(request, *args, **kwargs)

    return entered  # type: ignore[return-value]


def sent(request: ActorRequest) -> QueryDict | None:
    """What was posted, with what came under seal in the clear; nothing when nothing was posted."""
    if request.method != "POST":
        return None
    data = request.POST.copy()
    for name in [key for key in data if key.startswith(SEALED)]:
        data[name.removeprefix(SEALED)] = _opened(data.pop(name)[-1])
    return data


def reviewed(
    request: ActorRequest, form: forms.BaseForm | None, review: Callable[[], Review], deed: Callable[[], Any],
    *, back_url: str = "",
) -> Step:  # fmt: skip
    """Take a change one step: to its review, or, when that has been seen, to the deed.

    The deed is tried and undone before the review is shown, so that a refusal comes at the form. Without a
    form it is raised, and `back_url` is where "Avbryt" leads.
    """
    if request.method != "POST" or BACK in request.POST or (form is not None and not form.is_valid()):
        return Step()
    try:
        what = review()
        if form is not None and not what.changes:
            return Step(is_done=True, is_same=True)
        mark = _mark(request, what)
        if SEEN in request.POST and constant_time_compare(request.POST[SEEN], mark):
            return Step(is_done=True, result=_done(deed))
        _rehearse(deed)
    except Refusal as refusal:
        if form is None:
            raise
        field = getattr(refusal, "field", None)
        form.add_error(field if field in form.fields else None, _told(refusal, field, form))
        return Step()
    return Step(page=_page(request, form, what, mark, back_url))


def _told(refusal: Refusal, field: str | None, form: forms.BaseForm) -> str:
    """The sentence, with the name of a setting that has no field of its own."""
    text = str(refusal.text)
    return f"{field}: {text}" if field and field not in form.fields else text


def _done(deed: Callable[[], Any]) -> Any:
    with transaction.atomic():
        return deed()


def _rehearse(deed: Callable[[], Any]) -> None:
    try:
        with transaction.atomic():
            deed()
            raise _Rehearsed
    except _Rehearsed:
        return


def _page(
    request: ActorRequest, form: forms.BaseForm | None, what: Review, mark: str, back_url: str
) -> HttpResponse:
    is_stale = SEEN in request.POST
    context = {
        "review": what,
        "is_all_new": not any(change.was for change in what.changes),
        "carried": [*_carried(request, form), (SEEN, mark)],
        "back_url": back_url,
        "is_stale": is_stale,
    }
    return render(request, "administration/review.html", context, status=STALE if is_stale else 200)


def _values(request: ActorRequest) -> list[tuple[str, str]]:
    """What was posted about the thing itself, in the clear."""
    data = sent(request) or QueryDict()
    apart = {SEEN, "csrfmiddlewaretoken"}
    return [(name, value) for name, values in data.lists() if name not in apart for value in values]


def _carried(request: ActorRequest, form: forms.BaseForm | None) -> list[tuple[str, str]]:
    """The values as hidden fields."""
    fields = form.fields.items() if form is not None else ()
    secret = (
        {form.add_prefix(name) for name, field in fields if _is_secret(field)} if form is not None else ()
    )
    return [
        (SEALED + name, _closed(value)) if name in secret else (name, value)
        for name, value in _values(request)
    ]


def _is_secret(field: forms.Field) -> bool:
    return getattr(field, "is_secret", False) or isinstance(field.widget, forms.PasswordInput)


def _closed(text: str) -> str:
    return base64.urlsafe_b64encode(sealed.seal(text, "review")).decode()


def _opened(token: str) -> str:
    try:
        return sealed.unseal(base64.urlsafe_b64decode(token), "review")
    except (ValueError, InvalidTag):
        return ""


def _mark(request: ActorRequest, what: Review) -> str:
    """Bound to the person, the address, the values and everything that the review says."""
    seen = [str(request.actor.person_id), request.path, sorted(_values(request)), asdict(what)]
    return salted_hmac("armkrok.review", json.dumps(seen, default=str)).hexdigest()
