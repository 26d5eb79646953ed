"""`armkrok audit verify`: proof that nobody has changed, removed or reordered what the logs say."""

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import dataclass

from armkrok.site.cli.database import database
from armkrok.site.cli.django_setup import set_up
from armkrok.site.cli.place import Stop


@dataclass(frozen=True)
class Chain:
    """How one of an organisation's chains stands; `faults` are sentences, none when it is whole."""

    organisation: str
    log: str
    rows: int
    faults: tuple[str, ...]


def command(wanted: Namespace) -> int:
    """0 when every chain is whole, 1 when one is not."""
    with database():
        set_up()
        found = list(chains(wanted.organisation))
    if wanted.organisation and not found:
        raise Stop(f"Det finns ingen organisation som heter {wanted.organisation}.", 2)
    for chain in found:
        print("\n".join(report(chain)))
    return int(any(chain.faults for chain in found))


def chains(slug: str | None = None) -> Iterator[Chain]:
    """Walk the chains of every organisation, or of one: of deeds, of reads, and services' own.

    Django must be set up.
    """
    from armkrok.core import registry
    from armkrok.core.audit.verification import verify as verify_deeds
    from armkrok.core.reading.verification import verify as verify_reads
    from armkrok.core.tenants.models import Organisation
    from armkrok.core.tenants.scope import scope

    logs = [("händelseloggen", verify_deeds), ("läsloggen", verify_reads)]
    logs += [(str(log.name), log.verify) for service in registry.services() for log in service.logs]
    wanted = {"slug": slug} if slug else {}
    for organisation in Organisation.objects.filter(**wanted).order_by("slug"):
        for log, verify in logs:
            with scope(organisation.pk):
                outcome = verify()
            faults = tuple(f"rad {fault.sequence}: {fault.text}" for fault in outcome.faults)
            yield Chain(organisation.slug, log, outcome.rows, faults)


def report(chain: Chain) -> list[str]:
    """The lines that tell of one chain."""
    state = "INTE hel" if chain.faults else "hel"
    return [
        f"{chain.organisation}, {chain.log}: {chain.rows} rader, kedjan är {state}",
        *(f"  {one}" for one in chain.faults),
    ]
