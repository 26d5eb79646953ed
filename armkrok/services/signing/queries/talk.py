"""The thread of a request, and who stands in for whom."""

from uuid import UUID

from armkrok.kit.days import today
from armkrok.services.signing.models import Party, Remark, SigningRequest, StandIn


def remarks_of(request: SigningRequest) -> list[Remark]:
    """Questions and answers, the oldest first."""
    return list(Remark.objects.filter(request=request))


def remark_count(request: SigningRequest) -> int:
    """How many questions and answers there are."""
    return Remark.objects.filter(request=request).count()


def only_copied(request: SigningRequest, person_id: UUID) -> bool:
    """Whether all the person gets is a copy, which gives no right to read what others talk about."""
    mine = Party.objects.filter(request=request, person_id=person_id, role=Party.Role.COPY)
    return request.sender_id != person_id and mine.exclude(state=Party.State.REPLACED).exists()


def unanswered(request: SigningRequest, remarks: list[Remark]) -> Remark | None:
    """The last remark, when it is not the sender's."""
    if not remarks or remarks[-1].author_id == request.sender_id:
        return None
    return remarks[-1]


def stand_ins_of(person_id: UUID) -> list[StandIn]:
    """The person's stand-ins from today on, in order of day."""
    mine = StandIn.objects.filter(person_id=person_id, until_on__gte=today())
    return list(mine.order_by("from_on"))
