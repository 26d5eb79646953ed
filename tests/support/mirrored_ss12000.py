"""The same school system, and the same objects of SS 12000, in two towns; see mirrored.py."""

from armkrok.services.school.actions.subscribing import hashed
from armkrok.services.school.models import Activity, Duty, Source
from armkrok.site.settling import Settled
from tests.support import school_ground
from tests.support.people import inside


def objects(towns: Settled, slug: str) -> list[object]:
    """Ids at the source: a school unit, a class, a pupil, somebody's employment and what is taught."""
    with inside(towns, "sara", slug):
        unit = school_ground.unit()
        known = {"unit": unit, "digest": b"ss12000"}
        duty = Duty.objects.create(source_id=school_ground.source_id("tjänst"), role="Lärare", **known)
        taught = Activity.objects.create(source_id=school_ground.source_id("lektion"), name="Ma", **known)
        found = (unit, school_ground.group("8A"), school_ground.pupil("Alva 8A"), duty, taught)
        return [one.source_id for one in found]


def hooks(towns: Settled, slug: str) -> list[object]:
    """The secret address of a source that tells of changes."""
    secret = f"hemlig-i-{slug}"
    with inside(towns, "sara", slug):
        Source.objects.create(kind="ss12000", name="Med besked", hook_hash=hashed(secret))
    return [secret]


PROVIDERS = {"object_id": objects, "hook_secret": hooks}
