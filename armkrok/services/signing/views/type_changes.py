"""New versions of types: asked for, shown beside what held before, then decided."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.kit.refusals import Refusal
from armkrok.services.signing import policy, register
from armkrok.services.signing.actions import register as actions
from armkrok.services.signing.forms.types import DecisionForm, TypeForm
from armkrok.services.signing.models import TypeVersion
from armkrok.services.signing.views.drafting import town
from armkrok.services.signing.views.types import POLICY, facts
from armkrok.ui.words import full_day

INVALID = 422
OWN_FIELDS = {"csrfmiddlewaretoken", "step"}
Deed = Callable[[actions.Decision], TypeVersion]


@permission(POLICY)
def change(request: ActorRequest, type_key: str) -> HttpResponse:
    """Other values for a type."""
    return _steps(request, register.entry(type_key).kind, type_key)


@permission(POLICY)
def new(request: ActorRequest) -> HttpResponse:
    """A type of the organisation's own."""
    return _steps(request, None, "")


def _steps(request: ActorRequest, kind: policy.DocumentType | None, type_key: str) -> HttpResponse:
    """The form; then what differs; then it is decided. The form travels along in hidden fields."""
    form, decision = TypeForm(kind, request.POST or None), DecisionForm(request.POST or None)
    step = request.POST.get("step", "")
    if request.method != "POST" or step == "again":
        return _form(request, kind, form, decision)
    if not (form.is_valid() & decision.is_valid()):
        return _form(request, kind, form, decision, status=INVALID)
    if step != "decide":
        return _review(request, kind, form, decision)
    values = form.values()
    if kind is None:
        return _decided(request, "", lambda made: actions.add_type(values, made, by=request.actor), decision)
    deed: Deed = lambda made: actions.change_type(type_key, values, made, by=request.actor)  # noqa: E731
    return _decided(request, type_key, deed, decision)


def _form(
    request: ActorRequest,
    kind: policy.DocumentType | None,
    form: TypeForm,
    decision: DecisionForm,
    status: int = 200,
) -> HttpResponse:
    context = {
        "form": form,
        "decision": decision,
        "sections": _sections(form),
        "heading": kind.name if kind else _("Ny dokumenttyp"),
        **_back(request, kind.key if kind else ""),
    }
    return render(request, "signing/type_form.html", context, status=status)


def _sections(form: TypeForm) -> list[dict[str, Any]]:
    """The form's fields under headings, in the order that somebody would think of them."""
    parts = (
        (_("Dokumentet"), ("name", "group", "reason", "words")),
        (_("Lagen"), ("law", "signing", "law_confirmed")),
        (
            _("Så skrivs det under"),
            ("level", "agreed", "loa", "seats", "strict", "paper", "senders", "identifier"),
        ),
        (_("Att tänka på"), ("attestation", "ask", "delivery", "secrecy", "publish")),
        (_("Om det stoppas"), ("paper_reason", "instead")),
        (_("Bevara eller gallra"), ("action", "years", "trigger", "note", "retention_confirmed")),
    )
    return [
        {"heading": heading, "fields": [form[name] for name in names if name in form.fields]}
        for heading, names in parts
    ]


def _review(
    request: ActorRequest, kind: policy.DocumentType | None, form: TypeForm, decision: DecisionForm
) -> HttpResponse:
    day = decision.cleaned_data["valid_from"]
    after = policy.parse(form.values() | {"key": kind.key if kind else "egen", "valid_from": day})
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    context = {
        "heading": after.name,
        "rows": _differences(kind, after),
        "is_same": bool(kind) and not actions.differing(kind, after) if kind else False,
        "opens": bool(kind and kind.is_blocked and not after.is_blocked),
        "sent": [{"name": name, "value": value} for name, value in sent if name not in OWN_FIELDS],
        "decision": decision.cleaned_data,
        **_back(request, kind.key if kind else ""),
    }
    return render(request, "signing/type_review.html", context)


def _differences(before: policy.DocumentType | None, after: policy.DocumentType) -> list[dict[str, str]]:
    """What the page about the type said, and what it will say."""
    old, new = _told(before), _told(after)
    return [
        {"name": name, "before": old.get(name, ""), "after": new.get(name, "")}
        for name in {**new, **old}
        if old.get(name) != new.get(name)
    ]


def _told(kind: policy.DocumentType | None) -> dict[str, str]:
    if kind is None:
        return {}
    groups = {group.key: group.name for group in policy.groups()}
    named = {
        _("Namn"): kind.name,
        _("Rubrik i registret"): groups[kind.group],
        _("Varför"): kind.reason,
        _("Varför det stoppas"): kind.paper_reason,
        _("Gör så här i stället"): kind.instead,
        _("Ord i namnet som tyder på typen"): ", ".join(kind.words),
        _("Hur säkert: lag, underskrift, gallring"): "/".join(kind.marks),
        _("Stoppa om någon roll saknas"): _("Ja") if kind.strict else _("Nej"),
        _("Roller som får skicka"): ", ".join(kind.senders),
    }
    return named | {row["name"]: row["text"] for row in facts(kind)}


@permission(POLICY)
def switch_off(request: ActorRequest, type_key: str) -> HttpResponse:
    """Let nobody send the type."""
    found, decision = register.entry(type_key), DecisionForm(request.POST or None)
    texts = {
        "heading": _("Stäng av {name}").format(name=found.kind.name),
        "lead": _(
            "Ingen kan skicka typen från och med dagen du väljer. Det som redan är skickat fortsätter."
        ),
        "button": _("Stäng av"),
    }
    deed: Deed = lambda made: actions.switch_off_type(type_key, made, by=request.actor)  # noqa: E731
    return _one_decision(request, type_key, deed, decision, texts)


@permission(POLICY)
def restore(request: ActorRequest, type_key: str) -> HttpResponse:
    """Follow the starting set again."""
    found, decision = register.entry(type_key), DecisionForm(request.POST or None)
    texts = {
        "heading": _("Återställ {name}").format(name=found.kind.name),
        "lead": _("Typen följer startregistret igen. Era egna versioner finns kvar i historiken."),
        "button": _("Återställ"),
    }
    deed: Deed = lambda made: actions.restore_type(type_key, made, by=request.actor)  # noqa: E731
    return _one_decision(request, type_key, deed, decision, texts)


def _one_decision(
    request: ActorRequest, type_key: str, deed: Deed, decision: DecisionForm, texts: dict[str, str]
) -> HttpResponse:
    if decision.is_valid():
        return _decided(request, type_key, deed, decision, texts)
    context = {"form": decision, **texts, **_back(request, type_key)}
    status = INVALID if decision.is_bound else 200
    return render(request, "signing/type_decision.html", context, status=status)


def _decided(
    request: ActorRequest,
    type_key: str,
    deed: Deed,
    decision: DecisionForm,
    texts: dict[str, str] | None = None,
) -> HttpResponse:
    try:
        version = deed(actions.Decision(**decision.cleaned_data))
    except Refusal as refusal:
        if refusal.status == 404:
            raise
        messages.warning(request, str(refusal.text))
        if type_key:
            return redirect("signing:type", town(request).slug, type_key)
        return redirect("signing:types", town(request).slug)
    day = full_day(version.valid_from)
    messages.success(request, _("Sparat. Det gäller från och med {day}.").format(day=day))
    return redirect("signing:type", town(request).slug, version.key)


def _back(request: ActorRequest, type_key: str) -> dict[str, str]:
    slug = town(request).slug
    if not type_key:
        return {"back_url": reverse("signing:types", args=[slug]), "back_text": _("Dokumenttyper")}
    return {"back_url": reverse("signing:type", args=[slug, type_key]), "back_text": _("Dokumenttypen")}
