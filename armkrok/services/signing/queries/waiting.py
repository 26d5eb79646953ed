"""What waits for one person's signature in an organisation, and how a batch of them goes."""

import json
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from armkrok.services.signing.models import Act, Consent, Document, Party, SigningRequest

MOST_AT_ONCE = 100


@dataclass(frozen=True)
class Waiting:
    """One request that waits for the person's signature."""

    party: Party
    documents: int
    pages: int

    @property
    def is_opened(self) -> bool:
        """Whether the person has opened the document."""
        return bool(self.party.state == Party.State.OPENED)


@dataclass(frozen=True)
class Share:
    """One request of a batch, and what became of it; `why` says why it was left out."""

    party: Party
    is_saved: bool
    why: str


def to_sign(person_id: UUID) -> QuerySet[Party]:
    """The person's parts in open requests that wait for her signature now, the most urgent first."""
    mine = Party.objects.filter(
        person_id=person_id, role=Party.Role.SIGNER, state__in=Party.WAITING,
        request__state=SigningRequest.State.OPEN,
    )  # fmt: skip
    ordered = mine.order_by(F("request__sign_by").asc(nulls_last=True), "invited_at", "pk")
    return ordered.select_related("request__sender")


def waiting_for(person_id: UUID, limit: int = MOST_AT_ONCE) -> list[Waiting]:
    """A page of them, with the size of what is to be read; two queries."""
    parties = list(to_sign(person_id)[:limit])
    rows = Document.objects.filter(request__in=[one.request_id for one in parties]).order_by("request_id")
    sizes = {
        row["request_id"]: row
        for row in rows.values("request_id").annotate(files=Count("id"), sheets=Sum("pages"))
    }
    return [Waiting(one, sizes[one.request_id]["files"], sizes[one.request_id]["sheets"]) for one in parties]


def documents_in_order(place: dict[UUID, int]) -> list[Document]:
    """Every file of the requests, by the place of each; attachments come with them. One query."""
    found = Document.objects.filter(request__in=list(place)).order_by("position")
    return sorted(found, key=lambda one: place[one.request_id])


def shares_of(act: Act) -> list[Share]:
    """Every request that the act was asked for, in its order, with what became of it; two queries."""
    wanted = [UUID(one["party"]) for one in json.loads(bytes(act.hidden_data))["requests"]]
    parties = {one.pk: one for one in Party.objects.filter(pk__in=wanted).select_related("request")}
    saved = dict(Consent.objects.filter(act=act).values_list("party_id", "signed_at"))
    return [
        Share(parties[one], saved.get(one) is not None, _left_out(parties[one], is_consented=one in saved))
        for one in wanted
        if one in parties
    ]


def _left_out(party: Party, *, is_consented: bool) -> str:
    if is_consented and party.state in {Party.State.CONSENTED, Party.State.SIGNED}:
        return ""
    if party.request.state == SigningRequest.State.WITHDRAWN:
        why = party.request.withdrawn_why
        return _("Begäran drogs tillbaka: {why}").format(why=why) if why else _("Begäran drogs tillbaka.")
    texts = {
        Party.State.SIGNED: _("Du hade redan skrivit under."),
        Party.State.CONSENTED: _("Du hade redan skrivit under."),
        Party.State.ON_PAPER: _("Du hade redan skrivit under, på papper."),
        Party.State.DECLINED: _("Du hade svarat nej."),
        Party.State.REPLACED: _("Någon annan blev tillfrågad i stället för dig."),
    }
    return texts.get(Party.State(party.state), _("Det gick inte längre att skriva under."))


def before(party: Party) -> list[Party]:
    """Those who are waited for in an earlier turn."""
    earlier = Party.objects.filter(request_id=party.request_id, turn__lt=party.turn)
    undone = ~Q(state__in=[*Party.FINISHED, Party.State.REPLACED, Party.State.COPIED])
    return list(earlier.filter(undone).exclude(role=Party.Role.COPY).order_by("turn", "position"))
