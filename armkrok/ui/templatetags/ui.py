"""`{% load ui %}`: icons, statuses, arms, form parts, and days and counts in words."""

import re
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from django import template
from django.forms import BaseForm, BoundField
from django.forms.formsets import BaseFormSet
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext

from armkrok.ui import fields, words

register = template.Library()

SPRITE = "ui/icons.svg"
STATUS_ICONS = {
    "draft": "pen",
    "wait": "wait",
    "turn": "turn",
    "soon": "clock",
    "look": "warn",
    "late": "warn",
    "stop": "cross",
    "done": "done",
}
ANSWER_ICONS = {"yes": "check", "no": "cross", "unsure": "warn"}


class HasArms(Protocol):
    """An organisation as the pages know it: enough to draw its coat of arms."""

    @property
    def arms(self) -> str: ...


@cache
def symbols() -> frozenset[str]:
    """The names in the sprite, so that a misspelt icon fails in the first test that draws it."""
    sprite = Path(__file__).parent.parent / "static" / SPRITE
    return frozenset(re.findall(r'<symbol id="([\w-]+)"', sprite.read_text()))


@cache
def _address(symbol: str) -> str:
    if symbol not in symbols():
        message = f"No symbol {symbol!r} in {SPRITE}; draw it there or choose one of {sorted(symbols())}"
        raise template.TemplateSyntaxError(message)
    return f"{static(SPRITE)}#{symbol}"


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A drawing from the sprite. It is silent beside words; `label` gives it a voice when it stands alone."""
    if label:
        return format_html(
            '<svg class="ak-icon" role="img" aria-label="{}"><use href="{}"></use></svg>',
            label,
            _address(name),
        )
    return _silent_icon(name)


@cache
def _silent_icon(name: str) -> SafeString:
    return format_html('<svg class="ak-icon" aria-hidden="true"><use href="{}"></use></svg>', _address(name))


@register.simple_tag
def status(kind: str, text: str, solid: bool = False) -> SafeString:
    """Where a thing stands: a shape and words. `solid` belongs beside the page's heading only."""
    return format_html(
        '<span class="ak-status{}" data-kind="{}">{}{}</span>',
        " ak-status--solid" if solid else "",
        kind,
        icon(STATUS_ICONS[kind]),
        text,
    )


@register.simple_tag
def answer(kind: str, text: str) -> SafeString:
    """One of the five answers about a signature: `yes`, `no` or `unsure`, always with words."""
    return format_html(
        '<span class="ak-answer" data-kind="{}">{}<span>{}</span></span>',
        kind,
        icon(ANSWER_ICONS[kind]),
        text,
    )


@register.simple_tag
def arms(organisation: HasArms | None = None) -> SafeString:
    """The organisation's coat of arms, or Armkrok's own mark. Stands beside the name, so it is silent."""
    symbol = organisation.arms if organisation else ""
    return _drawn_arms(symbol or "arms-armkrok")


@cache
def _drawn_arms(symbol: str) -> SafeString:
    return format_html('<svg aria-hidden="true"><use href="{}"></use></svg>', _address(symbol))


@register.simple_tag
def theme_url(theme: str = "") -> str:
    """The address of a town's colour file."""
    return static(f"ui/themes/{theme or 'armkrok'}.css")


@register.simple_tag
def field(bound: BoundField, width: str = "", is_filter: bool = False) -> SafeString:
    """A form field with label, hint and error.

    `width` is `short` (12 rem), `mid` (22 rem) or nothing, the column. In a filter every field is
    optional and none says so.
    """
    kind = fields.kind_of(bound)
    if kind == "hidden":
        return bound.as_widget()
    return mark_safe(  # noqa: S308 - output of our own template, already escaped
        render_to_string(
            f"ui/parts/field_{kind}.html",
            {
                "field": bound,
                "control": fields.control(bound, width, is_filter) if kind != "choices" else "",
                "described_by": fields.described_by(bound, is_filter),
                "is_optional": fields.is_optional(bound) and not is_filter,
                "choice": None if is_filter else fields.choice_of(bound),
            },
        )
    )


@register.simple_tag
def error_summary(*forms: "BaseForm | BaseFormSet[Any]") -> SafeString:
    """All errors of the page's forms with links to their fields; nothing when there are none."""
    found = [problem for form in forms if form for problem in _bound_problems(form)]
    if not found:
        return SafeString()
    heading = ngettext(
        "Rätta en sak för att komma vidare",
        "Rätta %(count)s saker för att komma vidare",
        len(found),
    ) % {"count": words.in_words(len(found))}
    summary = render_to_string("ui/parts/error_summary.html", {"heading": heading, "problems": found})
    return mark_safe(summary)  # noqa: S308 - output of our own template, already escaped


def _bound_problems(form: "BaseForm | BaseFormSet[Any]") -> list[fields.Problem]:
    return list(fields.problems(form)) if form.is_bound else []


@register.simple_tag(takes_context=True)
def error_prefix(context: Context) -> str:
    """ "Fel: " before the page's title when `form`, `formset` or anything in `forms` has an error."""
    forms = [context.get("form"), context.get("formset"), *(context.get("forms") or [])]
    if context.get("problem") or any(form is not None and _bound_problems(form) for form in forms):
        return gettext("Fel:") + " "
    return ""


@register.simple_block_tag
def one_line(content: str) -> SafeString:
    """What stands between the tags, without the line breaks that the template has for its reader's sake."""
    return mark_safe(" ".join(content.split()))  # noqa: S308 - rendered by the template, already escaped


@register.filter
def in_words(count: int, one: str = "") -> str:
    """3 as "tre"; `{{ n|in_words:"ett" }}` for neuter nouns."""
    return words.in_words(count, one)


@register.filter
def out_of(part: int, whole: int) -> str:
    """`{{ 2|out_of:3 }}` as "två av tre"."""
    return words.out_of(part, whole)


@register.filter
def day(value: date | None) -> str:
    """ "fredag 27 november"."""
    return words.day(value) if value else ""


@register.filter
def full_day(value: date | None) -> str:
    """ "27 november 2026"."""
    return words.full_day(value) if value else ""


@register.filter
def clock(value: datetime | None) -> str:
    """ "09.30"."""
    return words.clock(value) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """ "27 november 09.30"."""
    return words.moment(value) if value else ""


@register.filter
def full_moment(value: datetime | None) -> str:
    """ "27 november 2026 09.30"."""
    return words.full_moment(value) if value else ""


@register.filter
def short_moment(value: datetime | None) -> str:
    """ "23 nov 19.05"."""
    return words.short_moment(value) if value else ""


@register.filter
def days_away(value: date | None) -> str:
    """ "om tre dagar"."""
    return words.days_away(value) if value else ""


@register.filter
def duration(value: timedelta | None) -> str:
    """3 dagar."""
    return words.duration(value) if value is not None else ""


@register.simple_tag
def bar(part: float, whole: float) -> SafeString:
    """A bar for a figure that stands beside it, as wide as its share of the greatest."""
    share = 100 * part / whole if whole else 0
    return format_html(
        '<svg width="100%" height="16" aria-hidden="true" focusable="false">'
        '<rect class="ak-g-main" width="{}%" height="16" rx="2"/></svg>',
        f"{share:.1f}",
    )


@register.filter
def file_size(size: int | None) -> str:
    """ "1,2 MB"."""
    return "" if size is None else words.file_size(size)


@register.filter
def grouped_hash(value: str, groups: int = 0) -> str:
    """ "9f2c 41d7 e80a …"."""
    return words.grouped_hash(value, groups)


@register.filter
def browser(user_agent: str) -> str:
    """ "Firefox, Windows"."""
    return words.browser(user_agent)
