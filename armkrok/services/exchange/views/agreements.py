"""Agreements: the list, one with all that it says, and its signed document."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.documents.files import handed_out
from armkrok.core.identity.models import Person
from armkrok.kit.days import local, today
from armkrok.services.exchange import access
from armkrok.services.exchange.actions.agreements import lacking
from armkrok.services.exchange.errors import NoDocument
from armkrok.services.exchange.models import Agreement
from armkrok.services.exchange.queries import agreements, anomalies
from armkrok.services.exchange.queries.releases import given_under
from armkrok.services.exchange.views.leading import address
from armkrok.ui.words import full_day

READ, MANAGE = "exchange.read", "exchange.manage"
FILTERS = {
    "": gettext_lazy("Alla"),
    "done,soon": gettext_lazy("Gäller"),
    "soon": gettext_lazy("Slutar snart"),
    "look,late,stop": gettext_lazy("Gäller inte"),
    "draft,wait": gettext_lazy("På väg"),
}


@permission(READ)
def listing(request: ActorRequest) -> HttpResponse:
    """A line for each receiver, and what needs somebody's attention."""
    text = request.GET.get("sok", "").strip()[:100]
    only = request.GET.get("visa", "")
    only = only if agreements.SIGNS.issuperset(only.split(",")) else ""
    rows = agreements.lines(text, only)
    context = {
        "rows": [_row(request, one) for one in rows],
        "text": text,
        "filters": [{"key": key, "name": name, "current": key == only} for key, name in FILTERS.items()],
        "only": only,
        "missing": agreements.without_agreement() if not (text or only) else [],
        "hints": anomalies.hints(),
        "may_manage": MANAGE in request.actor.permissions,
    }
    return render(request, "exchange/list.html", context)


def _row(request: ActorRequest, line: agreements.Line) -> dict[str, Any]:
    one = line.agreement
    return {
        "name": one.receiver_name,
        "url": address(request, "agreement", agreement_id=one.pk),
        "told": line.told,
        "level": line.level_words,
        "purpose": one.purpose,
        "to": local(one.ended_at).date() if one.ended_at else one.valid_to,
        "has_draft": line.has_draft,
    }


@permission(READ)
def one(request: ActorRequest, agreement_id: UUID) -> HttpResponse:
    """Everything an agreement says; of a draft also what it lacks, which is the check before it is signed."""
    found = access.agreement_for(request.actor, agreement_id)
    versions = agreements.history(found)
    names = _names(versions)
    context = {
        "one": found,
        "told": agreements.told(found),
        "groups": _facts(found, names),
        "data": agreements.data_words(found),
        "level": agreements.level_words(found),
        "lacking": lacking(found) if found.state == Agreement.State.DRAFT else [],
        "versions": [_version(request, version, found, names) for version in versions],
        "newest_id": versions[0].pk,
        "is_replaced": found.is_replaced(today()),
        "has_draft": versions[0].state == Agreement.State.DRAFT,
        "given": given_under(found),
        "may_manage": MANAGE in request.actor.permissions,
        "back_url": address(request, "agreements"),
        "back_text": _("Avtal"),
    }
    return render(request, "exchange/agreement.html", context)


def _version(
    request: ActorRequest, version: Agreement, shown: Agreement, names: dict[UUID, str]
) -> dict[str, Any]:
    return {
        "version": version.version,
        "url": "" if version.pk == shown.pk else address(request, "agreement", agreement_id=version.pk),
        "told": agreements.told(version),
        "from": version.valid_from,
        "to": version.valid_to,
        "signed_at": version.signed_at,
        "signed_by": names.get(version.signed_by, "") if version.signed_by else "",
        "signatories": version.signatories,
        "why": version.why,
    }


def _names(versions: list[Agreement]) -> dict[UUID, str]:
    """Of those who wrote, and entered as signed."""
    ids = {one for version in versions for one in (version.written_by, version.signed_by) if one}
    return {one.pk: one.name for one in Person.objects.filter(pk__in=ids)}


def _facts(one: Agreement, names: dict[UUID, str]) -> list[dict[str, Any]]:
    """The agreement's facts in groups, each with the step where a draft changes them."""
    return [
        {"name": _("Ändamål och grund"), "step": "purpose", "facts": _purpose(one)},
        {"name": _("Villkor"), "step": "terms", "facts": _terms(one)},
        {"name": _("Tecknat"), "step": "", "facts": _signing(one, names)},
    ]


def _purpose(one: Agreement) -> list[tuple[str, str]]:
    return [
        (_("Mottagare"), _with(one.receiver_name, one.receiver_number)),
        (_("Slags avtal"), one.get_kind_display()),
        (_("Ansvarig nämnd"), one.board.name if one.board else _("Hela organisationen")),
        (_("Ändamål"), one.purpose),
        (_("Rättslig grund"), one.basis),
        (_("Sekretess"), one.secrecy),
        (_("Vilka det gäller"), one.categories),
    ]


def _terms(one: Agreement) -> list[tuple[str, str]]:
    return [
        (_("Gäller från och med"), full_day(one.valid_from) if one.valid_from else ""),
        (_("Gäller till och med"), full_day(one.valid_to) if one.valid_to else ""),
        (_("Ersatt från och med"), full_day(one.replaced_from) if one.replaced_from else ""),
        (_("Mottagaren sparar"), one.retention),
        (_("Bevis på radering"), one.deletion_proof),
        (_("Underbiträden"), one.sub_processors),
        (_("Utanför EU och EES"), one.third_country or _("Nej")),
        (_("Kontakt"), one.contact),
        (_("Kontakt vid en incident"), one.incident_contact),
    ]


def _signing(one: Agreement, names: dict[UUID, str]) -> list[tuple[str, str]]:
    return [
        (_("Tecknat av"), one.signatories),
        (_("Skrivet av"), names.get(one.written_by, "") if one.written_by else ""),
        (_("Infört som tecknat av"), names.get(one.signed_by, "") if one.signed_by else ""),
        (_("Infört"), full_day(one.signed_at) if one.signed_at else ""),
        (_("Skäl"), one.why),
        (_("Uppgifterna borta hos mottagaren"), full_day(one.removed_at) if one.removed_at else ""),
        (_("Bevis"), one.removal_proof),
    ]


def _with(name: str, number: str) -> str:
    return f"{name}, {number}" if number else name


@permission(READ)
def document(request: ActorRequest, agreement_id: UUID) -> HttpResponseBase:
    """The signed document as a download."""
    found = access.agreement_for(request.actor, agreement_id)
    if found.document is None:
        raise NoDocument
    return handed_out(found.document, found.document_name or "avtal.pdf")
