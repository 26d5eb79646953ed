"""A sheet to sign by hand, with the documents to print after it."""

import io
from contextlib import ExitStack
from operator import attrgetter
from pathlib import Path

from django.conf import settings
from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.access.routes import acting
from armkrok.core.documents import files
from armkrok.core.events.recording import record
from armkrok.core.identity.guarding import is_hidden
from armkrok.core.tenants.models import current_organisation
from armkrok.services.signing.actions.on_behalf import may_register, must_allow_paper
from armkrok.services.signing.actions.preparing import verify_url
from armkrok.services.signing.engine import FontFiles, SheetFacts, SheetPaper, bounded_paper_sheet
from armkrok.services.signing.errors import legible
from armkrok.services.signing.events.on_paper import PaperSheetFetched
from armkrok.services.signing.letters import language_of
from armkrok.services.signing.models import Document, Party


def paper_sheet(party: Party, *, by: Actor) -> io.BytesIO:
    """The sheet for one person, and every file of the request after it; opens its own transactions.

    Her name is left to be written by hand when the reader may not see it. Raises what may_register() raises,
    PaperForbidden and FileRefused.
    """
    with acting(by), transaction.atomic():
        may_register(party, by)
        must_allow_paper(party.request)
        documents = _documents(party)
        facts = _facts(party, documents)
        record(PaperSheetFetched(party_id=party.pk), about=party.request, by=by)
    with files.workplace() as folder, ExitStack() as stack, legible():
        sources = [stack.enter_context(files.on_disk(one.original)) for one in documents]
        return _drawn(sources, folder / "sheet.pdf", facts)


def _drawn(sources: list[Path], target: Path, facts: SheetFacts) -> io.BytesIO:
    bounded_paper_sheet(sources, target, facts, FontFiles.in_packages(settings.FONTS))
    return io.BytesIO(target.read_bytes())


def _documents(party: Party) -> list[Document]:
    found = Document.objects.filter(request=party.request).select_related("original")
    return sorted(found, key=attrgetter("position"))


def _facts(party: Party, documents: list[Document]) -> SheetFacts:
    request, organisation = party.request, current_organisation()
    return SheetFacts(
        title=request.title,
        organisation=organisation.name,
        contact=", ".join(part for part in (organisation.name, organisation.phone) if part),
        code=request.code,
        verify_url=verify_url(request),
        what=Party.Role(party.role).value,
        name="" if is_hidden(party.name) else party.name,
        role=", ".join(part for part in (party.title, party.principal) if part),
        attestation=(request.type_values or {}).get("attestation", ""),
        papers=tuple(SheetPaper(one.title, one.sha256) for one in documents),
        language="en" if language_of(request, party) == "en" else "sv",
    )
