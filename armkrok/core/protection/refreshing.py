"""Asking the register about everybody whom we know, a few at a time; and not trusting old answers."""

import logging
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from armkrok.core.identity.models import IdentityNumber, Person
from armkrok.core.jobs import every, job
from armkrok.core.protection.errors import RegisterSilent
from armkrok.core.protection.hushing import hush
from armkrok.core.protection.models import Marking
from armkrok.core.protection.population import Navet, PopulationRegister
from armkrok.core.protection.settling import settle
from armkrok.kit.days import now

log = logging.getLogger(__name__)
BATCH = 100
PATIENCE = 5
AGAIN = timedelta(days=1)
"""How old an answer is when it is asked for again; the setting says how old it may become."""


def register() -> PopulationRegister | None:
    """The register that is set, if any."""
    chosen = settings.POPULATION
    if not chosen["url"]:
        return None
    return Navet(
        url=chosen["url"], customer=chosen["customer"], order=chosen["order"], tls_root=chosen["tls_root"],
        certificate=chosen["certificate"], key=chosen["key"],
    )  # fmt: skip


@every("* * * * * */20", "protection.refresh")
def refresh() -> None:
    """New people first, then those whose answer is a day old; then the old answers are no longer believed."""
    asked = register()
    if asked is None:
        return
    ask_about(asked, [*_never_asked(), *_due()][:BATCH])
    distrust()


@job("protection.newcomers")
def meet() -> None:
    """Ask at once about those who have just been added: nobody is hidden longer than that takes."""
    asked = register()
    if asked is not None:
        ask_about(asked, _never_asked(is_protected=True))


def expect() -> None:
    """Somebody has been added, in this transaction; meet() follows it, where there is a register."""
    if settings.POPULATION["url"]:
        meet.defer()


def ask_about(asked: PopulationRegister, person_ids: list[UUID]) -> None:
    """Ask one by one, and write each answer at once. After five silences in a row, wait for the next time."""
    silent = changed = 0
    for person_id in person_ids:
        try:
            kind = _answer(asked, person_id)
        except RegisterSilent as why:
            log.warning("the population register gave no answer: %s", why)
            silent += 1
            if silent >= PATIENCE:
                return
            continue
        silent = 0
        changed += take_in(person_id, kind)
    if changed:
        log.info("the population register changed %d markings", changed)


def _answer(asked: PopulationRegister, person_id: UUID) -> str:
    """Whoever has no Swedish number is not in the register, and cannot be marked there."""
    swedish = (IdentityNumber.Kind.PERSONAL, IdentityNumber.Kind.COORDINATION)
    rows = IdentityNumber.objects.filter(person_id=person_id, until=None, kind__in=swedish)
    number = rows.order_by("-since").first()
    return asked.ask(number.in_clear()) if number else Marking.Kind.NONE


@transaction.atomic
def take_in(person_id: UUID, kind: str) -> bool:
    """Write what the register said; returns whether it was something else than before."""
    if not Person.objects.select_for_update().filter(pk=person_id).exists():
        return False
    row = _present().filter(person_id=person_id).first()
    changed = row is None or row.kind != kind
    if row and not changed:
        row.checked_at = now()
        row.save(update_fields=["checked_at"])
        return False
    if row:
        row.ended_at = now()
        row.save(update_fields=["ended_at"])
    Marking.objects.create(person_id=person_id, kind=kind, source=Marking.Source.REGISTER)
    _settled([person_id])
    return bool(row) or kind != Marking.Kind.NONE


@transaction.atomic
def distrust() -> None:
    """Who was not marked, by an answer older than the setting allows, is no longer known not to be."""
    oldest = now() - timedelta(days=settings.POPULATION["days"])
    rows = _present().filter(kind=Marking.Kind.NONE, checked_at__lt=oldest).order_by("person_id")
    stale = list(rows.select_for_update()[: 10 * BATCH])
    if not stale:
        return
    Marking.objects.filter(pk__in=[one.pk for one in stale]).update(ended_at=now())
    Marking.objects.bulk_create(
        Marking(
            person_id=one.person_id, kind=Marking.Kind.UNKNOWN, source=Marking.Source.REGISTER,
            checked_at=one.checked_at,
        )
        for one in stale
    )  # fmt: skip
    log.warning("%d people are taken for protected: the population register is silent", len(stale))
    _settled([one.person_id for one in stale])


def _settled(person_ids: list[UUID]) -> None:
    for person_id in settle(person_ids):
        hush.defer(person_id=str(person_id))


def _present() -> QuerySet[Marking]:
    return Marking.objects.filter(source=Marking.Source.REGISTER, ended_at=None)


def _never_asked(**only: bool) -> list[UUID]:
    """Those who wait hidden for their first answer come first."""
    asked = Marking.objects.filter(source=Marking.Source.REGISTER, person_id=OuterRef("pk"))
    people = Person.objects.filter(~Q(Exists(asked)), **only).order_by("-is_protected", "pk")
    return list(people.values_list("pk", flat=True)[:BATCH])


def _due() -> list[UUID]:
    rows = _present().filter(checked_at__lt=now() - AGAIN).order_by("checked_at")
    return list(rows.values_list("person_id", flat=True)[:BATCH])
