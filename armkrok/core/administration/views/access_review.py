"""Going through who has which role."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from armkrok.core.access.actor import ActorRequest
from armkrok.core.access.routes import permission
from armkrok.core.administration import access_use, queries
from armkrok.core.administration.access_use import RoleUse
from armkrok.core.administration.actions import access_reviews as actions
from armkrok.core.administration.paging import page_of
from armkrok.core.administration.views.members import role_line, role_text
from armkrok.core.administration.views.reviewing import Review, Step, in_turn, reviewed
from armkrok.core.administration.views.saving import address, done
from armkrok.core.policies.reading import policy_of
from armkrok.core.reading.log import read
from armkrok.core.reading.models import How
from armkrok.core.tenants.scope import current_organisation_id
from armkrok.kit.days import today
from armkrok.kit.refusals import NotFound
from armkrok.kit.spreadsheets import download
from armkrok.ui import words

CHUNK = 500


@permission("administration.manage")
@in_turn
def access_review(request: ActorRequest) -> HttpResponse:
    """Every role, the stale ones first; those that are ticked are kept or ended."""
    if request.method == "POST":
        step, text = _step(request)
        return step.page or done(request, text, "access-review")
    page = page_of(request, access_use.roles_by_use())
    read(request.actor, (role.person_id for role in page.rows), "administration.roles")
    context = {
        "rows": [_row(request, one) for one in access_use.told_of(page.rows)],
        "stale": access_use.stale_count(),
        "days": policy_of(current_organisation_id()).stale_days,
        "csv_url": address(request, "access-review-csv"),
        "policies_url": address(request, "policies"),
        **page.context,
    }
    return render(request, "administration/access_review.html", context)


def _row(request: ActorRequest, one: RoleUse) -> dict[str, Any]:
    return {
        **role_line(one.role),
        "id": one.role.pk,
        "person_name": one.role.person.name,
        "person_url": address(request, "member", person_id=one.role.person_id),
        "used_on": one.role.used_on,
        "giver": one.giver,
        "is_stale": one.is_stale,
        "reviewed_at": one.reviewed_at,
        "reviewer": one.reviewer,
    }


def _step(request: ActorRequest) -> tuple[Step, str]:
    roles = actions.chosen_roles(_ids(request))
    back = address(request, "access-review")
    lines = tuple(f"{one.person.name}: {role_text(one)}" for one in roles)
    if request.POST.get("deed") == "end":
        heading = ngettext("%(n)s roll avslutas genast.", "%(n)s roller avslutas genast.", len(roles))
        review = Review(heading % {"n": len(roles)}, (), lines, _("Avsluta rollerna"), is_danger=True)
        deed, text = actions.end_roles, _("Rollerna är avslutade.")
    elif request.POST.get("deed") == "keep":
        heading = ngettext(
            "%(n)s roll är granskad och rätt.", "%(n)s roller är granskade och rätta.", len(roles)
        )
        review = Review(heading % {"n": len(roles)}, (), lines, _("Spara granskningen"))
        deed, text = actions.keep_roles, _("Granskningen är sparad.")
    else:
        raise NotFound
    done_by = lambda: deed(roles, by=request.actor)  # noqa: E731
    return reviewed(request, None, lambda: review, done_by, back_url=back), text


def _ids(request: ActorRequest) -> list[UUID]:
    try:
        return [UUID(one) for one in request.POST.getlist("role")]
    except ValueError as error:
        raise NotFound from error


@permission("administration.manage")
def access_review_csv(request: ActorRequest) -> HttpResponse:
    """The whole list as a file; that it was fetched is told in the log."""
    lines = [
        [
            _("Person"), _("Roll"), _("Gäller i"), _("Från"), _("Till"), _("Senast använd"), _("Given av"),
            _("Gammal"), _("Granskad"), _("Granskad av"),
        ]
    ]  # fmt: skip
    rows = list(access_use.roles_by_use())
    read(request.actor, (role.person_id for role in rows), "administration.roles", how=How.EXPORT)
    for start in range(0, len(rows), CHUNK):
        lines += map(_cells, access_use.told_of(rows[start : start + CHUNK]))
    actions.note_download(len(rows), by=request.actor)
    return download(f"roller-{today().isoformat()}.csv", lines)


def _cells(one: RoleUse) -> list[str]:
    line = role_line(one.role)
    return [
        one.role.person.name,
        queries.role_name(one.role.role),
        line["scope"],
        one.role.starts.isoformat(),
        one.role.ends.isoformat() if one.role.ends else "",
        one.role.used_on.isoformat() if one.role.used_on else "",
        one.giver,
        _("Ja") if one.is_stale else _("Nej"),
        words.full_moment(one.reviewed_at) if one.reviewed_at else "",
        one.reviewer,
    ]
