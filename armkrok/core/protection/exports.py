"""How a person is marked, for her own copy.

What the organisation wrote of its reason is not in it: it may tell of somebody else (dataskyddsförordningen
art. 15.4), and whoever has her telephone must not read it. She asks the organisation for it.
"""

from collections.abc import Iterator
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from armkrok.core.members.models import Member
from armkrok.core.protection.models import Marking
from armkrok.core.registry import Area
from armkrok.core.tenants.scope import current_organisation_id


def areas_of(person_id: UUID) -> Iterator[Area]:
    """The organisation's own markings, and the register's where the person works."""
    columns = {"kind": _("Slag"), "source": _("Enligt"), "since": _("Från"), "until": _("Till")}
    which = Q(holder_id=current_organisation_id())
    if Member.objects.filter(person_id=person_id).exists():
        which |= Q(source=Marking.Source.REGISTER)
    rows = [
        {
            "kind": one.get_kind_display(), "source": one.get_source_display(), "since": one.since,
            "until": one.ended_at,
        }
        for one in Marking.objects.filter(which, person_id=person_id).order_by("since")
    ]  # fmt: skip
    yield Area("protection", _("Skyddade uppgifter"), columns, rows)
