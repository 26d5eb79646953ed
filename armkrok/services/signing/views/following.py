"""The sender's pages: the list, and one request live."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.reading.log import read
from armkrok.kit.visible_text import readable
from armkrok.services.signing import access, queries
from armkrok.services.signing.models import Party, Remark, SigningRequest
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
        "to_sign": queries.to_sign(request.actor.person_id).count(),
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
    remarks = queries.remarks_of(found)
    version = _version(found, people, len(remarks))
    seen = request.GET.get("seen", "")
    if getattr(request, "htmx", False) and seen == version:
        return HttpResponse(status=204)
    context = {
        "signing": queries.summary(found, people),
        "version": version,
        "next_step": _question(request, found, remarks) or _next_step(found, people),
        "remark_count": len(remarks),
        "people": queries.people_rows(people),
        "events": queries.happenings(found, people),
        "back_url": reverse("signing:list", args=[town(request).slug]),
        "back_text": _("Dina begäranden"),
        "seen": seen,
        **minutes.part(request, found),
    }
    part = getattr(request, "htmx", False)
    if not part:  # the page asks for its own news again and again; that is one reading
        read(request.actor, (one.person_id for one in people), "signing.request", about=found.pk)
    return render(request, "signing/parts/progress.html" if part else "signing/progress.html", context)


def _version(found: SigningRequest, people: list[Party], remarks: int) -> str:
    """Short: each state by its two ends, which tell all of them apart."""
    states = "".join(one.state[0] + one.state[-2:] for one in people)
    last = found.sign_by.strftime("%y%m%d") if found.sign_by else ""
    return f"{found.state[0]}{states}{int(bool(found.told_at))}{last}.{remarks}"


def _question(request: ActorRequest, found: SigningRequest, remarks: list[Remark]) -> dict[str, Any] | None:
    """Somebody waits for the sender's answer."""
    asked = queries.unanswered(found, remarks)
    if asked is None or not found.is_open:
        return None
    return {
        "heading": _("{name} frågar något").format(name=asked.name),
        "text": f"”{Truncator(asked.text).chars(200)}”",
        "url": reverse("signing:thread", args=[town(request).slug, found.pk]),
        "url_text": _("Läs och svara"),
    }


def _next_step(found: SigningRequest, people: list[Party]) -> dict[str, Any] | None:
    if not found.is_open:
        return None
    unwilling = [one for one in people if one.state == Party.State.DECLINED]
    if unwilling:
        return {
            "heading": _("{name} har svarat nej").format(name=unwilling[0].name),
            "text": _(
                "Det kan inte bli klart så länge. Fråga någon annan i stället, eller dra tillbaka begäran."
            ),
            "replace": unwilling[0].pk,
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
    heading = _("{count} personer är inte klara än").format(count=in_words(len(left)))
    return {
        "heading": capfirst(heading),
        "text": _("Du behöver inte göra något. Vi mejlar när alla är klara."),
        "button": _("Påminn alla som är kvar"),
        "remind": "all",
    }
