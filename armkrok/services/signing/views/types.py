"""The register of document types, as a guide to read and print."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.kit.visible_text import readable
from armkrok.services.signing import policy, register
from armkrok.services.signing.models import TypeVersion
from armkrok.services.signing.policy import wording
from armkrok.services.signing.policy.kinds import Level
from armkrok.services.signing.views.drafting import SEND, town

POLICY = "signing.policy"
CHIPS = {Level.A: "done", Level.B: "done", Level.C: "turn", Level.S: "look", Level.P: "stop", Level.X: "stop"}


@permission(SEND)
def guide(request: ActorRequest) -> HttpResponse:
    """Every type, by group, or those that a word finds."""
    words = readable(request.GET.get("q", ""))[:100]
    found = _matching(list(register.entries().values()), words.casefold())
    groups = [
        {
            "key": group.key,
            "name": group.name,
            "rows": [_row(request, one) for one in found if one.kind.group == group.key],
        }
        for group in policy.groups()
    ]
    context = {
        "query": words,
        "groups": [group for group in groups if group["rows"]],
        "may_change": POLICY in request.actor.permissions,
        "marks": [{"letter": letter, "text": text} for letter, text in wording.MARKS.items()],
    }
    return render(request, "signing/types.html", context)


def _matching(entries: list[register.Entry], wanted: str) -> list[register.Entry]:
    """Those that hold the words as they stand ("jordabalken 8 kap."), or else all of them somewhere."""
    as_they_stand = [one for one in entries if wanted in _told(one.kind)]
    return as_they_stand or [
        one for one in entries if all(word in _told(one.kind) for word in wanted.split())
    ]


def _told(kind: policy.DocumentType) -> str:
    return " ".join((kind.name, kind.reason, *kind.law, *kind.words)).casefold()


def _row(request: ActorRequest, one: register.Entry) -> dict[str, Any]:
    kind = one.kind
    return {
        "name": kind.name,
        "url": reverse("signing:type", args=[town(request).slug, kind.key]),
        "reason": kind.reason,
        "law": kind.law_text,
        "signers": wording.signers_text(kind) if kind.seats else "",
        "retention": wording.retention_text(kind.retention),
        "chip": "draft" if one.is_off else CHIPS[kind.level],
        "chip_text": _("Används inte") if one.is_off else str(wording.SHORT[kind.level]),
        "is_own": one.is_own,
    }


@permission(SEND)
def one_type(request: ActorRequest, type_key: str) -> HttpResponse:
    """All that the register says of a type, and its history."""
    found = register.entry(type_key)
    context = {
        "entry": _row(request, found),
        "type_key": type_key,
        "facts": facts(found.kind),
        "blocked_why": found.kind.paper_reason,
        "instead": found.kind.instead,
        "confirmations": wording.confirmations(found.kind),
        "versions": [_version(one) for one in register.versions(type_key)],
        "coming": found.coming,
        "source_date": found.kind.source_date,
        "may_change": POLICY in request.actor.permissions,
        "is_off": found.is_off,
        "may_restore": found.is_own or found.is_off,
        "back_url": reverse("signing:types", args=[town(request).slug]),
        "back_text": _("Dokumenttyper"),
        "stamp_url": _stamp_url(request, found.kind),
    }
    return render(request, "signing/type.html", context)


def _stamp_url(request: ActorRequest, kind: policy.DocumentType) -> str:
    """Where the organisation's seal is put on, when that is enough and the person may."""
    may = Level.S in kind.levels and "signing.stamp" in request.actor.permissions
    return reverse("signing:stamp", args=[town(request).slug]) if may else ""


def facts(kind: policy.DocumentType) -> list[dict[str, str]]:
    """The type's fields in words; what it says nothing about is left out."""
    rows = (
        (pgettext("på ett dokument", "Underskrift"), wording.SIGNING[kind.signing]),
        (_("Elektroniskt"), wording.ELECTRONIC[kind.electronic]),
        (_("Så hanteras det"), "\n".join(str(wording.LEVELS[level]) for level in kind.levels)),
        (_("Svar på papper"), "" if kind.is_blocked else _("Ja") if kind.paper else _("Nej")),
        (_("Lägsta tillitsnivå"), str(kind.loa or "")),
        (_("Vem som skriver under"), capfirst(wording.signers_text(kind)) if kind.seats else ""),
        (_("Lag"), "\n".join(kind.law)),
        (_("Ord som intygas"), kind.attestation),
        (_("Att ta reda på först"), kind.ask),
        (_("Att göra efteråt"), kind.delivery),
        (_("Sekretess"), kind.secrecy),
        (_("Publicering"), wording.PUBLISH[kind.publish]),
        (_("Underskriften visar"), wording.IDENTIFIER[kind.identifier]),
        (_("Bevara eller gallra"), wording.retention_text(kind.retention)),
    )
    return [{"name": str(name), "text": str(text)} for name, text in rows if text]


def _version(one: TypeVersion) -> dict[str, Any]:
    what = _("Återställd") if one.values is None and not one.is_off else _("Ändrad")
    return {
        "valid_from": one.valid_from,
        "what": _("Avstängd") if one.is_off else what,
        "why": one.why,
        "basis": one.basis,
        "who": one.decided_by.name,
        "created_at": one.created_at,
    }
