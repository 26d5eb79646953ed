"""Certificates: how they stand, and revoking one with two people's consent."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from cryptography import x509
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.kit.days import now
from armkrok.kit.refusals import Refusal
from armkrok.services.signing import access, issuing, revocation
from armkrok.services.signing.actions import revoking
from armkrok.services.signing.forms.revoking import RevocationForm
from armkrok.services.signing.models import IssuingAuthority, Revocation, SealKey
from armkrok.services.signing.views.drafting import town

CERTIFICATES = "signing.certificates"
SOON = timedelta(days=90)


@permission(CERTIFICATES)
def certificates(request: ActorRequest) -> HttpResponse:
    """The organisation's certificates, and what is revoked or waits for it."""
    slug = town(request).slug
    context = {
        "issuer": _standing(issuing.current()),
        "seal": _standing(SealKey.objects.filter(retired_at=None).first()),
        "rows": [_row(one, slug) for one in revocation.asked()],
        "ask_url": reverse("signing:revocation-ask", args=[slug]),
        "crl_url": reverse("signing:crl", args=[slug]),
        "issuer_url": reverse("signing:issuer", args=[slug]),
    }
    return render(request, "signing/certificates.html", context)


@permission(CERTIFICATES)
def ask(request: ActorRequest) -> HttpResponse:
    """Ask for a certificate to be revoked."""
    form = RevocationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            revoking.ask(facts["serial"], facts["reason"], facts["why"], by=request.actor)
        except Refusal as refusal:
            form.add_error("serial", str(refusal.text))
        else:
            messages.success(request, _("Nu väntar spärren på att någon annan godkänner den."))
            return redirect("signing:certificates", town(request).slug)
    context = {"form": form, "back_url": reverse("signing:certificates", args=[town(request).slug])}
    return render(request, "signing/revocation_ask.html", context, status=422 if form.errors else 200)


@permission(CERTIFICATES)
def judge(request: ActorRequest, revocation_id: UUID) -> HttpResponse:
    """Approve or reject what a colleague has asked for."""
    asked = access.revocation(revocation_id)
    if request.method == "POST":
        if request.POST.get("answer") == "approve":
            revoking.approve(asked, by=request.actor)
            messages.success(request, _("Certifikatet är spärrat."))
        else:
            revoking.reject(asked, by=request.actor)
            messages.success(request, _("Certifikatet gäller som förut."))
        return redirect("signing:certificates", town(request).slug)
    context = {
        "revocation": _row(asked, town(request).slug),
        "counts_from_start": asked.reason in revocation.FROM_THE_START,
        "is_own": asked.asked_by_id == request.actor.person_id,
        "is_waiting": asked.is_waiting,
        "back_url": reverse("signing:certificates", args=[town(request).slug]),
    }
    return render(request, "signing/revocation.html", context)


def _standing(row: IssuingAuthority | SealKey | None) -> dict[str, Any] | None:
    """How long a certificate lasts, and whether it is time to do something."""
    if row is None:
        return None
    (certificate, *_above) = x509.load_pem_x509_certificates(row.certificate.encode())
    until = certificate.not_valid_after_utc
    left = until - now()
    kind, text = "done", pgettext("certifikat", "Gäller")
    if left <= timedelta(0):
        kind, text = "late", _("Har gått ut")
    elif left < SOON:
        kind, text = "soon", _("Går snart ut")
    return {
        "serial": f"{certificate.serial_number:X}",
        "until": until,
        "kind": kind,
        "text": text,
        "place": _("I säkerhetsmodul") if row.store == "pkcs11" else _("I krypterad fil"),
    }


def _row(one: Revocation, slug: str) -> dict[str, Any]:
    return {
        "serial": one.serial,
        "reason": one.get_reason_display(),
        "why": one.why,
        "asked_by": one.asked_by.name,
        "asked_at": one.asked_at,
        "judged_by": (one.approved_by or one.rejected_by or one.asked_by).name if not one.is_waiting else "",
        "judged_at": one.approved_at or one.rejected_at,
        "kind": "wait" if one.is_waiting else "stop" if one.approved_at else "draft",
        "status": _status(one),
        "url": reverse("signing:revocation", args=[slug, one.pk]),
    }


def _status(one: Revocation) -> str:
    if one.is_waiting:
        return _("Väntar på godkännande")
    return _("Spärrat") if one.approved_at else _("Avslaget")
