"""From rows to the plain data that archive packages are built from."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from armkrok.core import registry
from armkrok.core.audit.models import AuditRow
from armkrok.core.documents import files
from armkrok.core.tenants.models import current_organisation
from armkrok.kit.days import start_of
from armkrok.services.signing import check_reports, checking
from armkrok.services.signing.archive.contents import (
    Deed,
    Evidence,
    FinishedRequest,
    KeptFile,
    Kind,
    Owner,
    Registered,
    Seat,
)
from armkrok.services.signing.engine import Report, Unfinished
from armkrok.services.signing.models import Consent, Document, Party, SigningPolicy, SigningRequest
from armkrok.services.signing.policy import DocumentType, parse
from armkrok.services.signing.signer_identity import shown_name, vouched_by

_ACTORS = {"person": "person", "client": "anslutet system", "platform": "Armkrok", "stranger": "ej inloggad"}


@contextmanager
def finished(request: SigningRequest) -> Iterator[FinishedRequest]:
    """Everything of a completed request, its files on disk for as long as the block lasts.

    Every signed document is validated now, and the report goes with it. Raises Missing.
    """
    with ExitStack() as stack:
        folder = stack.enter_context(files.workplace())
        kept, verdicts = _files(request, folder, stack)
        yield _whole(request, kept, verdicts)


def document_type(request: SigningRequest) -> DocumentType | None:
    """The type as it was when the request was sent; None for a request without one."""
    return parse(request.type_values) if request.type_values else None


def _whole(request: SigningRequest, kept: Sequence[KeptFile], verdicts: dict[int, str]) -> FinishedRequest:
    kind = document_type(request)
    organisation = current_organisation()
    policy = SigningPolicy.objects.first()
    completed = request.completed_at or request.created_at
    return FinishedRequest(
        identifier=str(request.pk),
        title=request.title,
        owner=Owner(
            organisation.name,
            (policy.archive_number if policy else "") or organisation.number,
            request.unit.name if request.unit else "",
        ),
        sender=request.sender.name if request.sender else "Anslutet system",
        created_at=request.created_at,
        sent_at=request.sent_at or request.created_at,
        completed_at=completed,
        files=tuple(kept),
        seats=tuple(_seats(request)),
        log=tuple(_log(request)),
        verify_address=settings.BASE_URL + reverse("verify-code", args=[organisation.slug, request.code]),
        document_type=kind.name if kind else "",
        disposal=disposal(kind),
        keep_until=_end_of(request),
        secrecy=kind.secrecy if kind else "",
        message=request.message,
        verdicts=verdicts,
    )


def disposal(kind: DocumentType | None) -> str:
    """What is to become of a document of a type, in a few words."""
    if kind is None:
        return "Bevaras tills organisationen bestämmer annat"
    rule = kind.retention
    words = {"keep": "Bevaras", "plan": "Enligt dokumenthanteringsplanen", "none": "Förvaras inte här"}
    text = words.get(rule.action.value) or f"Gallras efter {rule.years} år"
    return f"{text}. {rule.note}" if rule.note else text


def _end_of(request: SigningRequest) -> datetime | None:
    return start_of(request.cull_from) if request.cull_from else None


def _files(request: SigningRequest, folder: Path, stack: ExitStack) -> tuple[list[KeptFile], dict[int, str]]:
    kept: list[KeptFile] = []
    verdicts: dict[int, str] = {}
    documents = Document.objects.filter(request=request).select_related("original", "current")
    number = 0
    reports: list[KeptFile] = []
    for document in documents:
        path = stack.enter_context(files.on_disk(document.newest))
        kind: Kind = "signed" if document.is_to_sign else "attachment"
        at = document.newest.created_at
        kept.append(KeptFile(document.file_name, path, "application/pdf", kind, at))
        if document.is_to_sign:
            number += 1
            report = checking.checked(path)
            verdicts[number] = report.reason
            reports += _reports(document.file_name, report, number, folder)
    return [*kept, *_scans(request, stack), *reports], verdicts


def _scans(request: SigningRequest, stack: ExitStack) -> Iterator[KeptFile]:
    """The papers that people have signed by hand, as staff scanned them."""
    parties = Party.objects.filter(request=request, registration__scan__isnull=False)
    for party in parties.select_related("registration__scan").order_by("turn", "position"):
        scan = party.registration.scan
        path = stack.enter_context(files.on_disk(scan))
        name = f"underskrift på papper, {party.position}.pdf"
        yield KeptFile(name, path, "application/pdf", "attachment", party.registration.registered_at)


def _reports(name: str, report: Report, number: int, folder: Path) -> Iterator[KeptFile]:
    """The check of one document: our own form, for people, and by ETSI TS 119 102-2 when they can be made."""
    checked = check_reports.just_checked([(name, report)])
    forms = (
        ("json", "application/json", check_reports.as_json),
        ("pdf", "application/pdf", check_reports.as_pdf),
        ("xml", "application/xml", check_reports.as_xml),
    )
    for ending, media_type, made in forms:
        path = folder / f"kontroll-{number}.{ending}"
        with suppress(Unfinished):
            path.write_bytes(made(checked))
            yield KeptFile(path.name, path, media_type, "report", checked.at, number)


def _seats(request: SigningRequest) -> Iterator[Seat]:
    """Everybody who was asked, with the e-ID's evidence of those who consented."""
    consents = {
        one.party_id: one for one in Consent.objects.filter(party__request=request).select_related("act")
    }
    parties = Party.objects.filter(request=request).select_related(
        "registration__registered_by", "registration__scan"
    )
    for party in parties.order_by("turn", "position"):
        yield _seat(party, consents.get(party.pk))


def _seat(party: Party, consent: Consent | None) -> Seat:
    signatures = list(consent.signatures.order_by("signed_at")) if consent else []
    acted = consent if consent and consent.act.principal_id else None
    behalf = " ".join(part for part in (party.principal, party.principal_number) if part)
    return Seat(
        name=shown_name(acted) if acted else party.name,
        title=party.title,
        role=str(party.get_role_display()),
        outcome=str(party.get_state_display()),
        at=party.done_at,
        behalf=f"{party.name} ({acted.act.mandate})" if acted else behalf,
        certificate_serial=", ".join(one.certificate_serial for one in signatures),
        timestamp_at=max((one.timestamp_at for one in signatures if one.timestamp_at), default=None),
        evidence=_evidence(consent) if consent else None,
        is_signer=party.role == Party.Role.SIGNER,
        registered=_registered(party),
    )


def _registered(party: Party) -> Registered | None:
    kept = party.registration
    if kept is None:
        return None
    return Registered(
        how=str(kept.get_how_display()),
        day=kept.day,
        reason=str(kept.get_reason_display()),
        note=kept.note,
        identified=kept.identified,
        by=vouched_by(party),
        at=kept.registered_at,
        sha256=kept.scan.sha256 if kept.scan else "",
    )


def _evidence(consent: Consent) -> Evidence:
    act = consent.act
    presented = consent.signatures.order_by("document__position").values_list("presented_sha256", flat=True)
    return Evidence(
        method=act.method,
        provider=act.provider,
        loa=act.loa,
        answered_at=act.answered_at,
        document_sha256=", ".join(presented),
        visible_text=act.visible_text,
        hidden_data=base64.b64encode(bytes(act.hidden_data)).decode(),
        signature=act.eid_signature,
        ocsp=act.eid_ocsp,
        ip=act.ip or "",
        user_agent=act.user_agent,
    )


def _actor(row: AuditRow) -> str:
    """Who did it, and for whom, by ids."""
    own = f" {row.actor_id}" if row.actor_id else ""
    other = f" för person {row.principal_id}" if row.principal_id else ""
    return _ACTORS.get(row.actor_kind, row.actor_kind) + own + other


def _log(request: SigningRequest) -> Iterator[Deed]:
    texts = {kind.__name__: str(getattr(kind, "text", "")) for s in registry.services() for kind in s.events}
    rows = AuditRow.objects.filter(about_id=request.pk, sequence__isnull=False).order_by("sequence")
    for row in rows.iterator():
        yield Deed(
            sequence=row.sequence or 0,
            at=row.at,
            event=row.event,
            text=texts.get(row.event) or row.event,
            actor=_actor(row),
            facts=row.facts,
            content_sha256=bytes(row.content_hash).hex(),
            previous_sha256=bytes(row.previous_hash or b"").hex(),
            sha256=bytes(row.hash or b"").hex(),
        )
