"""`armkrok incident`: whom and what an incident reached, from the logs of deeds and reads, as JSON.

Cybersäkerhetslagen (2025:1506) wants an early word within a day and a full one within three, and the data
protection regulation (EU) 2016/679 article 33 within 72 hours. Ids and counts only: whoever is to be told is
found by id in the system. Whether the logs themselves can be believed is told with them.
"""

import json
from argparse import ArgumentParser, ArgumentTypeError, Namespace
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from armkrok.kit.days import STOCKHOLM
from armkrok.site.cli.audit import chains
from armkrok.site.cli.database import database
from armkrok.site.cli.django_setup import set_up
from armkrok.site.cli.place import Stop

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from armkrok.core.audit.models import AuditRow
    from armkrok.core.reading.models import ReadRow
    from armkrok.core.tenants.models import Organisation

WRONG = 2
PERSON = "identity.person"


@dataclass(frozen=True)
class Asked:
    """From a moment until another, not included; by one person or system, or by anybody."""

    since: datetime
    until: datetime
    actor: UUID | None = None


def add(command: ArgumentParser) -> None:
    """The arguments."""
    command.add_argument("--organisation", metavar="NAMN", help="bara den organisationen, t.ex. sundby")
    command.add_argument(
        "--from", dest="since", type=moment, required=True, metavar="TID", help="t.ex. 2026-11-22T08:00"
    )
    command.add_argument(
        "--until", type=moment, required=True, metavar="TID", help="fram till, t.ex. 2026-11-23"
    )
    command.add_argument(
        "--actor", type=UUID, metavar="ID", help="bara vad den personen eller det systemet gjort"
    )


def moment(text: str) -> datetime:
    """A moment in ISO 8601; without an offset it is a Swedish clock's."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text} är ingen tid. Skriv som 2026-11-22T08:00.") from error
    return found if found.tzinfo else found.replace(tzinfo=STOCKHOLM)


def command(wanted: Namespace) -> int:
    """Print the account; 0 when the chains of all its organisations are whole, else 1."""
    asked = Asked(wanted.since, wanted.until, wanted.actor)
    if asked.since >= asked.until:
        raise Stop("--from ska vara före --until.", WRONG)
    with database():
        set_up()
        found = account(asked, wanted.organisation)
    print(json.dumps(found, ensure_ascii=False, indent=2, default=str))
    return int(not all(one["logs_are_whole"] for one in found["organisations"]))


def account(asked: Asked, slug: str | None = None) -> dict[str, Any]:
    """What the logs say; organisations where nothing happened are left out. Raises Stop. Django is set up."""
    from armkrok.core.tenants.models import Organisation

    wanted = {"slug": slug} if slug else {}
    places = list(Organisation.objects.filter(**wanted).order_by("slug"))
    if slug and not places:
        raise Stop(f"Det finns ingen organisation som heter {slug}.", WRONG)
    told = [one for place in places if (one := _of(place, asked))]
    return {
        "from": asked.since.isoformat(),
        "until": asked.until.isoformat(),
        "actor": asked.actor,
        "people": len({person for one in told for person in one["people"]}),
        "organisations": told,
    }


def _of(place: "Organisation", asked: Asked) -> dict[str, Any] | None:
    from armkrok.core.audit.models import AuditRow
    from armkrok.core.reading.models import ReadRow
    from armkrok.core.tenants.scope import scope

    span = {"at__gte": asked.since, "at__lt": asked.until}
    with scope(place.pk):
        deeds, reads = AuditRow.objects.filter(**span), ReadRow.objects.filter(**span)
        if asked.actor:
            deeds, reads = deeds.filter(actor_id=asked.actor), reads.filter(reader_id=asked.actor)
        if not (deeds.exists() or reads.exists()):
            return None
        told = {
            "deeds": _counts(deeds, "event"),
            "deeds_by": _counts(deeds, "actor_kind", "actor_id"),
            "things": _counts(deeds, "about_kind"),
            "reads": _counts(reads, "what", "how"),
            "reads_by": _counts(reads, "reader_kind", "reader_id"),
            "read_from": _counts(reads, "ip"),
            "people": sorted(_people(deeds, reads), key=str),
        }
    is_whole = not any(chain.faults for chain in chains(place.slug))
    return {"organisation": place.slug, "logs_are_whole": is_whole, **told}


def _counts(rows: "QuerySet[Any]", *fields: str) -> list[dict[str, Any]]:
    """How many of each, the most common first."""
    from django.db.models import Count

    return list(rows.order_by().values(*fields).annotate(count=Count("pk")).order_by("-count", *fields))


def _people(deeds: "QuerySet[AuditRow]", reads: "QuerySet[ReadRow]") -> set[UUID]:
    """Whose data was shown, whom a deed was about or named, and for whom somebody acted."""
    from armkrok.core.reading.models import ReadSubject

    found = set(ReadSubject.objects.filter(row__in=reads).values_list("person_id", flat=True).distinct())
    for kind, about, principal, facts in deeds.values_list(
        "about_kind", "about_id", "principal_id", "facts"
    ).iterator():
        named = [about] if kind == PERSON else []
        told = [UUID(facts[name]) for name in facts if name.endswith("person_id") and facts[name]]
        found.update(one for one in [*named, principal, *told] if one)
    return found
