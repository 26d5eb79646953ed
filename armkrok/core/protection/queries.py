"""Reads for the pages of protected persons."""

from django.db.models import Q, QuerySet

from armkrok.core.members.models import Member
from armkrok.core.protection.models import Marking
from armkrok.core.tenants.scope import current_organisation_id


def present() -> QuerySet[Marking]:
    """Markings that protect: those that the organisation has set, and the register's of its members."""
    ours = Q(source=Marking.Source.HAND, holder_id=current_organisation_id())
    members = Member.objects.filter(left_at=None).values("person_id")
    register = Q(source=Marking.Source.REGISTER, person_id__in=members)
    rows = Marking.objects.filter(ours | register, ended_at=None, kind__in=Marking.PROTECTING)
    return rows.select_related("person").order_by("person__sort_key", "-since")


def history() -> QuerySet[Marking]:
    """What the organisation has set and taken away, the newest first."""
    rows = Marking.objects.filter(source=Marking.Source.HAND, holder_id=current_organisation_id())
    return rows.select_related("person").order_by("-since")
