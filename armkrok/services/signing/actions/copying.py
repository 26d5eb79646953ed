"""Doing something again: a draft from an earlier request or a template, and a template from either."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.kit.days import local, today
from armkrok.kit.visible_text import readable
from armkrok.services.signing.actions.uploading import discard_unused, locked_draft
from armkrok.services.signing.errors import NoName, NotATemplate
from armkrok.services.signing.events.copies import (
    RequestCopied,
    TemplateChanged,
    TemplateDiscarded,
    TemplateSaved,
)
from armkrok.services.signing.models import Document, Party, Placement, SigningRequest

OF_REQUEST = (
    "message", "language", "type_key", "remind_after", "remind_every", "remind_last", "may_forward",
    "may_stand_in",
)  # fmt: skip
OF_DOCUMENT = (
    "position", "kind", "title", "file_name", "sha256", "original", "pages", "page_sizes", "removed", "as_is",
)  # fmt: skip
OF_PARTY = (
    "person", "role", "turn", "name", "email", "title", "language", "message", "seat", "principal",
    "principal_number", "mandate", "mandate_until", "position",
)  # fmt: skip


def values(row: Any, names: tuple[str, ...]) -> dict[str, Any]:
    """Some of a row's values, to make another with."""
    return {name: getattr(row, name) for name in names}


@transaction.atomic
def begin(source: SigningRequest, *, by: Actor) -> SigningRequest:
    """A draft with the same documents, people and wishes; nothing of what has been signed.

    Who has declined or been replaced is asked again or left out as the list stands now. The last day is as
    many days away as it was then.
    """
    draft: SigningRequest = SigningRequest.objects.create(
        sender=by.person,
        client_id=by.client_id,
        title=source.title,
        copied_from=source,
        sign_by=_new_day(source),
        **values(source, OF_REQUEST),
    )
    _copy(source, draft)
    record(RequestCopied(source_id=source.pk), about=draft, by=by)
    return draft


@transaction.atomic
def fill(draft: SigningRequest, source: SigningRequest, *, by: Actor) -> None:
    """Give a draft that has its own documents the people and wishes of another request."""
    draft = locked_draft(draft)
    draft.copied_from, draft.sign_by = source, _new_day(source)
    for name, value in values(source, OF_REQUEST).items():
        setattr(draft, name, value)
    draft.save()
    _copy_people(source, draft)
    record(RequestCopied(source_id=source.pk), about=draft, by=by)


@transaction.atomic
def save_template(
    source: SigningRequest, title: str, *, with_documents: bool, is_shared: bool, by: Actor
) -> SigningRequest:
    """Keep a request to begin from; the request itself stays as it is."""
    if not (seen := readable(title)[:200]):
        raise NoName
    template: SigningRequest = SigningRequest.objects.create(
        sender=by.person,
        client_id=by.client_id,
        title=seen,
        state=SigningRequest.State.TEMPLATE,
        is_shared=is_shared,
        sign_within=_days(source),
        copied_from=source,
        **values(source, OF_REQUEST),
    )
    if with_documents:
        _copy(source, template)
    else:
        _copy_people(source, template)
    record(TemplateSaved(is_shared=is_shared), about=template, by=by)
    return template


@transaction.atomic
def change_template(template: SigningRequest, title: str, *, is_shared: bool, by: Actor) -> None:
    """Another name, or shared with colleagues or not."""
    template = _locked_template(template)
    if not (seen := readable(title)[:200]):
        raise NoName
    template.title, template.is_shared = seen, is_shared
    template.save(update_fields=["title", "is_shared"])
    record(TemplateChanged(is_shared=is_shared), about=template, by=by)


@transaction.atomic
def discard_template(template: SigningRequest, *, by: Actor) -> None:
    """Throw a template away; what was made from it stays."""
    template = _locked_template(template)
    originals = [one.original for one in Document.objects.filter(request=template).select_related("original")]
    record(TemplateDiscarded(), about=template, by=by)
    template.delete()
    for original in originals:
        discard_unused(original)


def _locked_template(template: SigningRequest) -> SigningRequest:
    locked: SigningRequest = SigningRequest.objects.locked(template)
    if locked.state != SigningRequest.State.TEMPLATE or locked.bulk_id:
        raise NotATemplate
    return locked


def _copy(source: SigningRequest, target: SigningRequest) -> None:
    parties = _copy_people(source, target)
    for old in Document.objects.filter(request=source).order_by("position"):
        new = Document.objects.create(request=target, **values(old, OF_DOCUMENT))
        boxes = Placement.objects.filter(document=old, party__in=list(parties))
        Placement.objects.bulk_create(
            Placement(document=new, party=parties[box.party_id], page=box.page, x=box.x, y=box.y)
            for box in boxes
        )


def _copy_people(source: SigningRequest, target: SigningRequest) -> dict[UUID, Party]:
    """The new parties, by the old ones' ids."""
    left = Party.objects.filter(request=source).exclude(state=Party.State.REPLACED).order_by("position")
    made = {old.pk: Party(request=target, **values(old, OF_PARTY)) for old in left}
    Party.objects.bulk_create(made.values())
    return made


def _days(source: SigningRequest) -> int | None:
    """How many days people had, or will have."""
    if source.sign_within:
        return source.sign_within
    if source.sign_by is None:
        return None
    begun = local(source.sent_at or source.created_at).date()
    return max(1, (source.sign_by - begun).days)


def _new_day(source: SigningRequest) -> Any:
    days = _days(source)
    return today() + timedelta(days=days) if days else None
