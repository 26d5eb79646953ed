"""Requests that wait for Karin's signature, and her consent to a batch of them. For bench.batch_signing."""

from django.db import connection

from armkrok.core.access.actor import Actor
from armkrok.core.tenants.scope import scope
from armkrok.kit.days import now
from armkrok.kit.ids import uuid7
from armkrok.services.signing.actions import drafting, sending, statement, uploading
from armkrok.services.signing.actions.appending import append_later
from armkrok.services.signing.actions.preparing import prepare
from armkrok.services.signing.demo import minutes
from armkrok.services.signing.models import Act, Consent, Document, Party, SigningRequest, public_code
from armkrok.site.settling import settle


class Batches:
    """So many requests in Sundby, each with one document of its own, that wait for two people."""

    def __init__(self, count: int) -> None:
        towns = settle()
        self.sundby, self.people = towns.organisations["sundby"], towns.people
        with self.inside():
            self.waiting = self._copies(self._first(), count)
        self.act: Act | None = None

    def inside(self):  # type: ignore[no-untyped-def]
        """A transaction in the name of the sender."""
        return scope(self.sundby.pk, self.people["amina"].pk)

    def sign(self, size: int) -> None:
        """A whole batch, to be warm."""
        self.consent(size)
        self.append()

    def consent(self, size: int) -> None:
        """As the e-ID's answer leaves it: the evidence, and the parties consented."""
        batch, self.waiting = self.waiting[:size], self.waiting[size:]
        with self.inside():
            parties = list(Party.objects.filter(pk__in=batch).select_related("request").order_by("pk"))
            asked = statement.of(parties[:100], self.sundby.name)
            self.act = Act.objects.create(
                person=self.people["karin"], visible_text=asked.visible_text, hidden_data=asked.hidden_data,
                method="BankID", provider="Bänken", loa="loa3", order_ref=str(uuid7()),
                given_name="Karin", surname="Sjöberg", eid_signature="x" * 8000, eid_ocsp="x" * 4000,
                eid_certificate_serial="1", answered_at=now(),
            )  # fmt: skip
            Consent.objects.bulk_create([Consent(act=self.act, party=one) for one in parties])
            Party.objects.filter(pk__in=batch).update(state=Party.State.CONSENTED)

    def append(self) -> int:
        """What the job does; how many statements it takes."""
        assert self.act
        seen = 0

        def count(execute, *args):  # type: ignore[no-untyped-def]
            nonlocal seen
            seen += 1
            return execute(*args)

        with connection.execute_wrapper(count):
            append_later(organisation_id=str(self.sundby.pk), act_id=str(self.act.pk))
        with self.inside():
            assert not Consent.objects.filter(act=self.act, signed_at=None).exists()
        return seen

    def _first(self) -> SigningRequest:
        by = Actor(person=self.people["amina"], organisation=self.sundby)
        draft = uploading.upload([minutes()], "Beslut.pdf", by=by)
        for key in ("karin", "elif"):
            person = self.people[key]
            drafting.add_person(draft, person, name=person.name, email=f"{key}@sundby.example", title="")
        return sending.send(draft, by=by)

    def _copies(self, first: SigningRequest, count: int):  # type: ignore[no-untyped-def]
        paper, people = first.documents.get(), list(first.parties.all())
        waiting = []
        for number in range(count):
            request = SigningRequest(**_fields(first) | {"code": public_code(), "title": f"Beslut {number}"})
            request.save(force_insert=True)
            own = {"request_id": request.pk, "title": request.title, "current_id": None}
            Document(**_fields(paper) | own).save(force_insert=True)
            parties = [Party(**_fields(one) | {"request_id": request.pk}) for one in people]
            Party.objects.bulk_create(parties)
            prepare(request)
            waiting.append(parties[0].pk)
        return waiting


def _fields(row) -> dict[str, object]:  # type: ignore[no-untyped-def]
    """Everything but the id, which is new."""
    fields = {one.attname: getattr(row, one.attname) for one in row._meta.local_concrete_fields}
    return fields | {"id": uuid7()}
