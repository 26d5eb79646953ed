"""When archive time stamps are renewed, and which could not be."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.kit.days import today
from armkrok.services.signing import archive_queries
from armkrok.services.signing.models import SigningPolicy
from armkrok.services.signing.views.archive import ARCHIVE
from armkrok.services.signing.views.drafting import town

SHOWN = 50


@permission(ARCHIVE)
def renewals(request: ActorRequest) -> HttpResponse:
    """What will be renewed when, drawn and in figures, and what failed."""
    policy = SigningPolicy.objects.first() or SigningPolicy()
    months = archive_queries.stamps_by_month()
    slug = town(request).slug
    context = {
        "rows": _rows(months, policy.renew_before),
        "total": sum(one.count for one in months),
        "renew_before": policy.renew_before,
        "renewed": archive_queries.renewed_since(today() - timedelta(days=30)),
        "failed": [_failed(slug, one) for one in archive_queries.renewals_failed()[:SHOWN]],
        "back_url": reverse("signing:archive", args=[slug]),
        "back_text": _("Arkiv"),
        "settings_url": reverse("signing:archive-settings", args=[slug]),
    }
    return render(request, "signing/retention_renewals.html", context)


def _rows(months: Sequence[archive_queries.Month], before: int) -> list[dict[str, Any]]:
    """Each month as a bar of 0 to 100, with the month when the work begins."""
    most = max((one.count for one in months), default=0)
    return [
        {
            "ends": one.first,
            "begins": max(today(), one.first - timedelta(days=before)),
            "is_due": one.first - timedelta(days=before) <= today(),
            "count": one.count,
            "width": round(100 * one.count / most, 1),
        }
        for one in months
    ]


def _failed(slug: str, one: Any) -> dict[str, Any]:
    reasons = {
        "unreachable": _("tidsstämpeltjänsten svarade inte"),
        "timeout": _("tidsstämpeltjänsten svarade inte i tid"),
        "altered": _("filen är ändrad sedan den stämplades"),
        "broken": _("filen går inte att läsa"),
        "missing": _("filen saknas i lagringen"),
        "not_sealed": _("filen har ingen arkivstämpel"),
    }
    return {
        "title": one.title,
        "url": reverse("signing:archive-one", args=[slug, one.request_id]),
        "reason": reasons.get(one.renewal_failure, one.renewal_failure),
        "tried_at": one.renewal_tried_at,
        "until": one.stamp_until,
    }
