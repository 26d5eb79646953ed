"""A school with two classes, their teachers, and a receiver that may be told of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from armkrok.core.tenants.scope import scope
from armkrok.kit.days import today
from armkrok.services.school.models import (
    Activity,
    ActivityGroup,
    Duty,
    Enrolment,
    Federation,
    Membership,
    PupilGroup,
    Receiver,
    RosterPerson,
    SchoolUnit,
    SendNote,
    SendRun,
    SentObject,
    Supplier,
    Teaching,
    Wanted,
)
from armkrok.services.school.sending import run
from tests.support import school_ground
from tests.support.agreements import Agreement, signed
from tests.support.suppliers import BROWSER, KEY, Suppliers

How, State = SendRun.How, SendRun.State
BEFORE = timedelta(days=30)


@dataclass
class Ground:
    """The organisation, and its receiver over the wire."""

    organisation_id: UUID
    receiver_id: UUID
    suppliers: Suppliers

    @contextmanager
    def here(self) -> Iterator[None]:
        """In the organisation's name."""
        with scope(self.organisation_id):
            yield

    def send(self, how: SendRun.How = How.USUAL, only: Any = (), **more: Any) -> SendRun:
        """A run from beginning to end; the log of requests is emptied before."""
        self._clear()
        with self.here():
            receiver = Receiver.objects.get(pk=self.receiver_id)
            made = run.begin(receiver, how, only=only, **more)
        return self.perform(made)

    def perform(self, made: SendRun) -> SendRun:
        """Carry a run out."""
        run.perform(self.organisation_id, made.pk)
        with self.here():
            return SendRun.objects.get(pk=made.pk)

    def urgent(self) -> list[str]:
        """Carry out the urgent run that waits; what it asked."""
        self._clear()
        with self.here():
            waiting = SendRun.objects.get(how=How.URGENT, state=State.WAITING)
        self.perform(waiting)
        return self.requests

    def fault(self, method: str = "", what: str = "status", status: int = 500, **more: Any) -> None:
        """Every request of the method (or the `times` from the `at`th on) fails, until calm()."""
        wanted = {"times": 1_000_000, **more}
        self.suppliers.oddly(faults=[{"what": what, "status": status, "method": method, **wanted}])

    def calm(self) -> None:
        """No more faults."""
        self.suppliers.oddly(faults=[])

    def adjust(self, **values: Any) -> None:
        """The receiver's settings from now on."""
        with self.here():
            Receiver.objects.filter(pk=self.receiver_id).update(**values)

    def agree(self, level: int, **values: Any) -> None:
        """Another level, or other terms, in the agreement."""
        with self.here():
            Agreement.objects.filter(receiver_id=self.receiver_id).update(level=level, **values)

    @property
    def requests(self) -> list[str]:
        """What was asked since the last run began, as "POST Users"."""
        found = []
        for line in self.suppliers.log:
            parts = line["path"].split("/egil/")[-1].split("/")
            found.append(f"{line['method']} {parts[0]}")
        return found

    def asked(self, method: str) -> list[str]:
        """Collections that were asked so."""
        return [one.partition(" ")[2] for one in self.requests if one.startswith(method)]

    def objects(self, collection: str) -> dict[str, dict[str, Any]]:
        """What the receiver has."""
        return self.suppliers.objects(collection)

    def notes(self, made: SendRun) -> set[tuple[str, str]]:
        """(weight, code) of the run's notes."""
        with self.here():
            return set(SendNote.objects.filter(run=made).values_list("weight", "code"))

    def states(self) -> dict[str, int]:
        """State of each object, by sent id."""
        with self.here():
            rows = SentObject.objects.filter(receiver_id=self.receiver_id)
            return {str(sent_id): state for sent_id, state in rows.values_list("sent_id", "state")}

    def _clear(self) -> None:
        BROWSER.delete(f"{self.suppliers.url}/{self.suppliers.slug}/control/log").raise_for_status()


def made(organisation_id: UUID, suppliers: Suppliers) -> Ground:
    """Sundby's school, with classes 8A and 8B wanted by a receiver that has an agreement on level 2."""
    with scope(organisation_id):
        top = SchoolUnit.objects.create(
            **school_ground._rostered("kommunen"), kind="Huvudman", name="Sundby kommun"
        )
        house = SchoolUnit.objects.create(
            **school_ground._rostered("huset"), kind="Skola", name="Ekbacken", parent=top
        )
        unit = school_ground.unit()
        SchoolUnit.objects.filter(pk=unit.pk).update(parent=house)
        receiver = _receiver(suppliers)
        for name in school_ground.CLASSES:
            group = school_ground.group(name)
            teach(group, f"Lärare {name}")
            Wanted.objects.create(receiver=receiver, group=group, starts_on=today() - BEFORE)
        signed(receiver.pk, receiver.name)
        return Ground(organisation_id, receiver.pk, suppliers)


def _receiver(suppliers: Suppliers) -> Receiver:
    receiver = Receiver(
        supplier=Supplier.objects.create(name="Linden"), name="Linden", is_open=True,
        trust=Receiver.Trust.KEY, url=suppliers.egil, limit_count=1000, limit_percent=1000,
    )  # fmt: skip
    receiver.keep_key(KEY)
    receiver.save()
    return receiver


def federate(ground: Ground) -> Federation:
    """The receiver is known by a federation's metadata and mutual TLS from now on, and by no key."""
    certificate, key = ground.suppliers.client()
    with ground.here():
        made = Federation(
            name="Provfederationen", metadata_url=f"{ground.suppliers.federation}/feed",
            jwks=ground.suppliers.jwks, certificate=certificate,
        )  # fmt: skip
        made.keep_key(key)
        made.save()
    trust = Receiver.Trust.FEDERATION
    ground.adjust(trust=trust, entity_id=ground.suppliers.entity_id, tags=["egilv1"], url="", key_sealed=b"")
    return made


def teach(group: PupilGroup, name: str, unit: SchoolUnit | None = None) -> RosterPerson:
    """Somebody who teaches the group, employed at its school (or only at another)."""
    person = school_ground.pupil(name)
    duty = Duty.objects.create(
        **school_ground._rostered(f"tjänst {name} {unit}"),
        person=person,
        unit=unit or group.unit,
        role="Lärare",
    )
    activity = Activity.objects.create(
        **school_ground._rostered(f"undervisning {group} {name}"), name=f"Ma {group}", unit=group.unit
    )
    ActivityGroup.objects.create(activity=activity, group=group)
    Teaching.objects.create(activity=activity, duty=duty)
    return person


def join(group: PupilGroup, name: str) -> RosterPerson:
    """A pupil who comes to the group today."""
    one = school_ground.pupil(name)
    Membership.objects.create(group=group, pupil=one, start_on=today())
    Enrolment.objects.create(pupil=one, unit=group.unit, school_type="GR", school_year=8)
    return one


def uuid_of(ground: Ground, name: str) -> str:
    """The source id of what has the name."""
    with ground.here():
        return str(school_ground.source_id(name))
