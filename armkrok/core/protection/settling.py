"""From markings to what the fields ask: is she protected? Any source's yes is enough."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef

from armkrok.core.identity.guarding import forget
from armkrok.core.identity.models import Person
from armkrok.core.protection.models import Marking


def settle(person_ids: Iterable[UUID]) -> list[UUID]:
    """Let each person's flag follow her markings; returns those who have just become protected."""
    ids = list(person_ids)
    marked = Marking.objects.filter(person_id=OuterRef("pk"), ended_at=None, kind__in=Marking.PROTECTING)
    new = list(
        Person.objects.filter(Exists(marked), pk__in=ids, is_protected=False).values_list("pk", flat=True)
    )
    Person.objects.filter(pk__in=ids).update(is_protected=Exists(marked))
    forget()
    return new
