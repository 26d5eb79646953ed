"""Titles that the organisation may order: added, changed, withdrawn."""

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from armkrok.core.access.actor import Actor
from armkrok.core.events.recording import record
from armkrok.kit.days import now
from armkrok.kit.visible_text import readable, readable_lines
from armkrok.services.school.errors.catalogue import TitleNeedsNumber, TitleTaken
from armkrok.services.school.events.catalogue import TitleOfferedAgain, TitleSaved, TitleWithdrawn
from armkrok.services.school.models import Title

ONE_LINE = ("name", "article", "edition")


@transaction.atomic
def save_title(title: Title, facts: Mapping[str, Any], *, by: Actor) -> Title:
    """Add or change a title; `facts` by field. Raises TitleNeedsNumber and TitleTaken."""
    facts = {name: readable(value) if name in ONE_LINE else value for name, value in facts.items()}
    facts["description"] = readable_lines(facts["description"])
    if not (facts["isbn"] or facts["article"]):
        raise TitleNeedsNumber
    is_new = title._state.adding
    changed = tuple(name for name, value in facts.items() if is_new or getattr(title, name) != value)
    for name, value in facts.items():
        setattr(title, name, value)
    title.changed_at = now()
    try:
        with transaction.atomic():
            title.save(force_insert=is_new)
    except IntegrityError as error:
        raise TitleTaken from error
    if changed:
        record(TitleSaved(is_new, () if is_new else changed), about=title, by=by)
    return title


@transaction.atomic
def withdraw(title: Title, *, by: Actor) -> None:
    """Let it be ordered no more; licences that are bought stay as they are."""
    title = Title.objects.locked(title)
    if title.is_offered:
        title.is_offered = False
        title.save(update_fields=["is_offered"])
        record(TitleWithdrawn(), about=title, by=by)


@transaction.atomic
def offer_again(title: Title, *, by: Actor) -> None:
    """Let it be ordered again."""
    title = Title.objects.locked(title)
    if not title.is_offered:
        title.is_offered = True
        title.save(update_fields=["is_offered"])
        record(TitleOfferedAgain(), about=title, by=by)
