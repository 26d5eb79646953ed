"""BankID as one of the ways: the configured client, what is asked of it, and what its answer proves."""

from functools import cache
from pathlib import Path

from django.conf import settings

from armkrok.core.eid import ways
from armkrok.core.eid.errors import AnswerNotTrusted, EidUnavailable
from armkrok.core.eid.models import EidOrder
from armkrok.core.identity.bankid.chain import load_roots
from armkrok.core.identity.bankid.client import BankIdClient, client_for
from armkrok.core.identity.bankid.config import BankIdConfig
from armkrok.core.identity.bankid.errors import BankIdError, InternalError, Maintenance, Unreachable
from armkrok.core.identity.bankid.messages import error_message
from armkrok.core.identity.bankid.orders import CompletionData, Order, Requirement, WebContext
from armkrok.core.identity.bankid.refusals import NotVerified
from armkrok.core.identity.bankid.verify import Expected, FuncId, VerifiedSignature, verify_completion
from armkrok.core.identity.loa import LOA3
from armkrok.core.identity.people import number_of
from armkrok.core.identity.proof import NumberKind, Proof, ProvenNumber
from armkrok.kit.numbers import is_coordination_number


def client() -> BankIdClient:
    """The process's client of the configured BankID."""
    return client_for(config())


@cache
def config() -> BankIdConfig:
    """BankID as the settings say."""
    chosen: dict[str, str] = settings.BANKID

    def path(name: str) -> Path | None:
        return Path(chosen[name]) if chosen[name] else None

    return BankIdConfig(
        base_url=chosen["url"].rstrip("/") + "/rp/v6.0",
        signature_roots=(Path(chosen["root"]),),
        service_name="Armkrok",
        tls_root=path("tls_root"),
        client_certificate=path("certificate"),
        client_key=path("key"),
        app_url=chosen["app_url"],
    )


def ask(order: EidOrder, device: str) -> Order:
    """Begin an order at BankID; raises EidUnavailable with BankID's own words."""
    web = WebContext(settings.ALLOWED_HOSTS[0], order.user_agent or "-", device)
    try:
        answer = _asked(order, web)
    except BankIdError as error:
        if isinstance(error, Unreachable | InternalError | Maintenance):
            ways.failed(ways.BANKID)
        raise EidUnavailable(str(error_message(error))) from error
    ways.answered(ways.BANKID)
    return answer


def _asked(order: EidOrder, web: WebContext) -> Order:
    if order.purpose == EidOrder.Purpose.LOGIN:
        return client().auth(end_user_ip=order.ip or "", visible_text=order.visible_text or None, web=web)
    return client().sign(
        end_user_ip=order.ip or "", visible_text=order.visible_text, web=web,
        non_visible=bytes(order.hidden_data), requirement=_requirement(order),
    )  # fmt: skip


def _requirement(order: EidOrder) -> Requirement | None:
    return Requirement(personal_number=number_of(order.person_id)) if order.person_id else None


def proof_of(order: EidOrder, completion: CompletionData) -> Proof:
    """What the answer proves; raises AnswerNotTrusted when any check fails."""
    return _proof(_verified(order, completion), completion)


def _verified(order: EidOrder, completion: CompletionData) -> VerifiedSignature:
    signing = order.purpose == EidOrder.Purpose.SIGN
    expected = Expected(
        func_id=FuncId.SIGNING if signing else FuncId.IDENTIFICATION,
        personal_number=completion.person.personal_number,
        visible_text=order.visible_text or None,
        non_visible=bytes(order.hidden_data) or None,
    )
    try:
        return verify_completion(completion, expected, load_roots(config().signature_roots))
    except NotVerified as error:
        raise AnswerNotTrusted(error.code) from error


def _proof(verified: VerifiedSignature, completion: CompletionData) -> Proof:
    """BankID's answer in the shape of every answer; it never says less than level 3."""
    number = verified.personal_number
    kind = NumberKind.COORDINATION if is_coordination_number(number) else NumberKind.PERSONAL
    return Proof(
        issuer=verified.issuer_cn, subject=number, loa=LOA3, method="BankID",
        authenticated_at=verified.ocsp_time, numbers=(ProvenNumber(kind, number),),
        given_name=verified.given_name, surname=verified.surname,
        certificate_serial=verified.certificate_serial, risk=completion.risk or "",
        evidence={"signature": completion.signature, "ocsp": completion.ocsp_response},
    )  # fmt: skip
