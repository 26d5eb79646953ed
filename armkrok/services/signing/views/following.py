"""The sender's pages: the list, one request live, remind, withdraw."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.kit.refusals import Refusal
from armkrok.kit.visible_text import readable
from armkrok.services.signing import access, queries
from armkrok.services.signing.actions import following
from armkrok.services.signing.forms import ReasonForm
from armkrok.services.signing.models import Party, SigningRequest
from armkrok.services.signing.views import minutes
from armkrok.services.signing.views.drafting import SEND, town
from armkrok.ui.words import in_words

STATES = SigningRequest.State


@permission(SEND)
def sent_list(request: ActorRequest) -> HttpResponse:
    """The requests that the person has sent."""
    state = request.GET.get("lage", "")
    state = state if state in STATES.values else ""
    words = readable(request.GET.get("q", ""))[:100]
    number = max(1, int(text)) if (text := request.GET.get("sida", "1")).isdecimal() and len(text) < 6 else 1
    found = queries.sent_by(request.actor.person_id, state, words)
    start = (number - 1) * queries.PAGE
    rows = list(found[start : start + queries.PAGE + 1])
    shown = rows[: queries.PAGE]
    tallies = queries.with_tallies(shown)
    own = {key: value for key, value in (("lage", state), ("q", words)) if value}
    context = {
        "heading": _("Dina begäranden"),
        "states": _states(request, state),
        "query": words,
        "search_url": reverse("signing:list", args=[town(request).slug]),
        "rows": [_row(request, one, tallies.get(one.pk, queries.Tally(0, 0))) for one in shown],
        "page_text": _("Visar {first}–{last}").format(first=start + 1, last=start + len(shown)),
        "next_url": "?" + urlencode({**own, "sida": number + 1}) if len(rows) > queries.PAGE else "",
        "previous_url": "?" + urlencode({**own, "sida": number - 1}) if number > 1 else "",
        "empty_text": _("När du ber någon skriva under ser du här hur det går."),
    }
    return render(request, "signing/list.html", context)


def _states(request: ActorRequest, chosen: str) -> list[dict[str, Any]]:
    counts = queries.state_counts(request.actor.person_id)
    url = reverse("signing:list", args=[town(request).slug])
    rows = [{"name": _("Alla"), "url": url, "current": not chosen, "count": sum(counts.values())}]
    for state in STATES:
        own = {"name": state.label, "url": f"{url}?lage={state.value}", "current": chosen == state.value}
        rows.append(own | {"count": counts.get(state.value, 0)})
    return rows


def _row(request: ActorRequest, one: SigningRequest, counted: queries.Tally) -> dict[str, Any]:
    kind, text = queries.status(one)
    name = "signing:document" if one.state == STATES.DRAFT else "signing:progress"
    return {
        "title": one.title,
        "url": reverse(name, args=[town(request).slug, one.pk]),
        "people_text": queries.people_text(counted),
        "sent_at": one.sent_at or one.created_at,
        "last_day": one.sign_by,
        "status_kind": kind,
        "status_text": text,
    }


@permission(SEND)
def progress(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """One request, live."""
    found = access.sent_request(request.actor, request_id)
    if found.state == STATES.DRAFT:
        return redirect("signing:document", town(request).slug, found.pk)
    people = queries.people_of(found)
    version = _version(found, people)
    seen = request.GET.get("seen", "")
    if getattr(request, "htmx", False) and seen == version:
        return HttpResponse(status=204)
    context = {
        "signing": queries.summary(found, people),
        "version": version,
        "next_step": _next_step(found, people),
        "people": queries.people_rows(people),
        "events": queries.happenings(found, people),
        "back_url": reverse("signing:list", args=[town(request).slug]),
        "back_text": _("Dina begäranden"),
        "seen": seen,
        **minutes.part(request, found),
    }
    part = getattr(request, "htmx", False)
    return render(request, "signing/parts/progress.html" if part else "signing/progress.html", context)


def _version(found: SigningRequest, people: list[Party]) -> str:
    states = "".join(one.state[0] for one in people)
    return f"{found.state[0]}{states}{int(bool(found.told_at))}"


def _next_step(found: SigningRequest, people: list[Party]) -> dict[str, Any] | None:
    if not found.is_open:
        return None
    unwilling = [one for one in people if one.state == Party.State.DECLINED]
    if unwilling:
        return {
            "heading": _("{name} vill inte skriva under").format(name=unwilling[0].name),
            "text": _(
                "Dokumentet kan inte bli klart så länge. Prata med personen, eller dra tillbaka begäran."
            ),
            "withdraw": True,
        }
    left = [one for one in people if one.state in Party.WAITING]
    if not left:
        return None
    if len(left) == 1:
        return {
            "heading": _("{name} är den enda som är kvar").format(name=left[0].name),
            "text": _("Du behöver inte göra något. Vill du skynda på kan du påminna."),
            "button": _("Påminn {name}").format(name=left[0].name),
            "remind": left[0].pk,
        }
    heading = _("{count} personer har inte skrivit under än").format(count=in_words(len(left)))
    return {
        "heading": capfirst(heading),
        "text": _("Du behöver inte göra något. Vi mejlar när alla har skrivit under."),
        "button": _("Påminn alla som är kvar"),
        "remind": "all",
    }


@require_POST
@permission(SEND)
def remind(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Remind one, or all who are left."""
    found = access.sent_request(request.actor, request_id)
    wanted = request.POST.get("person", "all")
    try:
        one = None if wanted == "all" else UUID(wanted)
        count = following.remind(found, party_id=one, by=request.actor)
    except ValueError:
        return redirect("signing:progress", town(request).slug, request_id)
    except Refusal as refusal:
        messages.warning(request, str(refusal.text))
        return redirect("signing:progress", town(request).slug, request_id)
    text = ngettext("Påminnelsen är skickad.", "{count} påminnelser är skickade.", count)
    messages.success(request, text.format(count=count))
    return redirect("signing:progress", town(request).slug, request_id)


@permission(SEND)
def withdraw(request: ActorRequest, request_id: UUID) -> HttpResponse:
    """Take the request back, with a reason."""
    found = access.sent_request(request.actor, request_id)
    form = ReasonForm(request.POST or None)
    if form.is_valid():
        following.withdraw(found, form.cleaned_data["reason"], by=request.actor)
        messages.success(request, _("Begäran är tillbakadragen."))
        return redirect("signing:progress", town(request).slug, request_id)
    people = queries.people_of(found)
    return render(request, "signing/withdraw.html", {"signing": queries.summary(found, people), "form": form})
