"""The same school in two towns; see mirrored.py."""

from armkrok.kit.ids import uuid7
from armkrok.services.school.access.extracts import GUARDIANS
from armkrok.services.school.models import (
    Alias,
    Erasure,
    ImportRun,
    Responsible,
    SendRun,
    Source,
    SupplierContact,
)
from armkrok.site.settling import Settled
from tests.support import mirrored_licences, mirrored_orders, mirrored_ss12000, mirrored_titles, school_ground
from tests.support.people import inside


def suppliers(towns: Settled, slug: str) -> list[object]:
    """A publisher."""
    with inside(towns, "sara", slug):
        return [school_ground.supplier().pk]


def contacts(towns: Settled, slug: str) -> list[object]:
    """Petra, who works for the publisher."""
    with inside(towns, "sara", slug):
        made, _new = SupplierContact.objects.get_or_create(
            supplier=school_ground.supplier(), person=towns.people["petra"], defaults={"until": None}
        )
        return [made.pk]


def school_receivers(towns: Settled, slug: str) -> list[object]:
    """The publisher's service."""
    with inside(towns, "sara", slug):
        return [school_ground.receiver().pk]


def send_runs(towns: Settled, slug: str) -> list[object]:
    """A run that an officer may let pass."""
    with inside(towns, "sara", slug):
        made = SendRun.objects.create(receiver=school_ground.receiver(), state=SendRun.State.STOPPED)
        return [made.pk]


def pupils(towns: Settled, slug: str) -> list[object]:
    """A pupil in a class, whose guardian Sara is."""
    with inside(towns, "sara", slug) as sara:
        school_ground.group()
        child = school_ground.pupil()
        adult = school_ground.staff(sara.person_id, "Sara Lind").person
        Responsible.objects.get_or_create(adult=adult, pupil=child, relation=GUARDIANS[0])
        return [child.pk]


def protected(towns: Settled, slug: str) -> list[object]:
    """A protected pupil."""
    with inside(towns, "sara", slug):
        return [school_ground.protected_pupil().pk]


def decisions(towns: Settled, slug: str) -> list[object]:
    """A decision about her."""
    with inside(towns, "sara", slug) as actor:
        Alias.objects.filter(ended_at=None).delete()
        made = Alias.objects.create(
            subject=school_ground.protected_pupil(), policy=Alias.Policy.WITHHOLD, alias_id=uuid7(),
            reason="Efter samtal", decided_by=actor.person_id,
        )  # fmt: skip
        return [made.pk]


def erasures(towns: Settled, slug: str) -> list[object]:
    """A publisher that is to confirm."""
    with inside(towns, "sara", slug):
        made = Erasure.objects.create(
            subject=school_ground.protected_pupil(), receiver=school_ground.receiver()
        )
        return [made.pk]


def units(towns: Settled, slug: str) -> list[object]:
    """The school."""
    with inside(towns, "sara", slug):
        return [school_ground.unit().pk]


def groups(towns: Settled, slug: str) -> list[object]:
    """A class."""
    with inside(towns, "sara", slug):
        return [school_ground.group().pk]


def sources(towns: Settled, slug: str) -> list[object]:
    """A source of the roster in files, and one that can tell of changes."""
    with inside(towns, "sara", slug):
        asked, _new = Source.objects.get_or_create(name="Skolsystemet", kind=Source.Kind.SS12000)
        return [_source().pk, asked.pk]


def import_runs(towns: Settled, slug: str) -> list[object]:
    """A reading that an officer may let pass."""
    with inside(towns, "sara", slug):
        return [ImportRun.objects.create(source=_source(), state=ImportRun.State.STOPPED).pk]


def _source() -> Source:
    made: Source = Source.objects.get_or_create(name="Elevsystemet", defaults={"kind": Source.Kind.CSV})[0]
    return made


PROVIDERS = {
    **mirrored_licences.PROVIDERS,
    **mirrored_orders.PROVIDERS,
    "school_unit_id": units,
    "school_group_id": groups,
    "source_id": sources,
    "import_run_id": import_runs,
    **mirrored_titles.PROVIDERS,
    **mirrored_ss12000.PROVIDERS,
    "supplier_id": suppliers,
    "contact_id": contacts,
    "school_receiver_id": school_receivers,
    "send_run_id": send_runs,
    "pupil_id": pupils,
    "protected_id": protected,
    "decision_id": decisions,
    "erasure_id": erasures,
}
