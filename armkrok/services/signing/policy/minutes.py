"""Minutes of elected bodies: adjusting, announcing and the time for appeal."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from armkrok.services.signing.policy.days import DAY, next_working_day, weeks_after
from armkrok.ui.words import full_day

ADJUST = timedelta(days=14)
ANNOUNCE = timedelta(days=2)
APPEAL_WEEKS = 3


@dataclass(frozen=True)
class Meeting:
    """What the register must know of a meeting before its minutes can be sent.

    `rule` is the paragraph of the arbetsordning that lets minutes be adjusted electronically; `adjusters` how
    many adjust besides the chair.
    """

    body: str
    day: date
    rule: str
    adjusters: int = 1
    is_immediate: bool = False
    is_joint: bool = False


@dataclass(frozen=True)
class Deadlines:
    """The days of one meeting's minutes; what is not known yet is None."""

    adjust_by: date
    adjusted: date | None
    announce_by: date | None
    announced: date | None
    appeal_by: date | None
    appeal_moved: bool
    take_down_from: date | None


def deadlines(meeting: date, adjusted: date | None = None, announced: date | None = None) -> Deadlines:
    """The days that follow from a meeting.

    Minutes are adjusted within 14 days (kommunallagen (2017:725) 5 kap. 65–70 §§, 6 kap. 35 §). That is
    announced no later than the second day after it and stays up during the time for appeal (8 kap. 12 §),
    which is three weeks from the announcement (13 kap. 5 §). The last day for appeal is a party's day, so it
    moves to the next working day (lagen (1930:173) om beräkning av lagstadgad tid 2 §). The two days of the
    organisation are not moved: whether they may be is for its lawyer to say, and the plain day is never late.
    """
    plain = weeks_after(announced, APPEAL_WEEKS) if announced else None
    appeal_by = next_working_day(plain) if plain else None
    return Deadlines(
        adjust_by=meeting + ADJUST,
        adjusted=adjusted,
        announce_by=adjusted + ANNOUNCE if adjusted else None,
        announced=announced,
        appeal_by=appeal_by,
        appeal_moved=appeal_by != plain,
        take_down_from=appeal_by + DAY if appeal_by else None,
    )


@dataclass(frozen=True)
class Step:
    """One step of the way: `state` is done, late, next or later; `note` says how the day was worked out."""

    code: str
    heading: str | Promise
    day: date | None
    state: str
    note: str | Promise
    law: str


def steps(days: Deadlines, today: date, taken_down: date | None = None) -> tuple[Step, ...]:
    """The four steps, with what is late and what is next; what is done tells its own day."""
    done = {"adjust": days.adjusted, "announce": days.announced, "take-down": taken_down}
    made: list[Step] = []
    for row in _rows(days):
        begun = any(one.state in ("next", "late") for one in made)
        state = _state(row, done.get(row.code), today, begun=begun)
        if day := done.get(row.code):
            row = replace(row, heading=DONE[row.code], day=day, note="")
        made.append(replace(row, state=state))
    return tuple(made)


DONE = {
    "adjust": _("Protokollet justerades"),
    "announce": _("Justeringen anslogs"),
    "take-down": _("Anslaget togs ner"),
}


def _rows(days: Deadlines) -> tuple[Step, ...]:
    own = _("Dagen flyttas inte om den är en helgdag.")
    plain = _("Tre veckor från den dag då anslaget sattes upp.")
    moved = _("Tre veckor från anslaget blev en ledig dag, så sista dagen är nästa vardag.")
    up = _("Anslaget ska sitta uppe hela tiden för överklagande.")
    announcing, appealing = "KL 8 kap. 12 §", "KL 13 kap. 5 §, lag (1930:173) 1–2 §§"
    counted = moved if days.appeal_moved else plain
    return (
        Step("adjust", _("Protokollet justeras senast"), days.adjust_by, "", own, "KL 5 kap. 65–70 §§"),
        Step("announce", _("Justeringen anslås senast"), days.announce_by, "", own, announcing),
        Step("appeal", _("Sista dag att överklaga"), days.appeal_by, "", counted, appealing),
        Step("take-down", _("Anslaget får tas ner tidigast"), days.take_down_from, "", up, announcing),
    )


def _state(row: Step, done: date | None, today: date, *, begun: bool) -> str:
    """A late step stays the first thing to do, so what follows it is "later"."""
    passed = row.day is not None and row.day < today
    if done or (row.code == "appeal" and passed):
        return "done"
    if passed and row.code in ("adjust", "announce"):
        return "late"
    return "later" if begun else "next"


@dataclass(frozen=True)
class Announcement:
    """What the announcement says: where the minutes are, and its own day (kommunallagen 8 kap. 12 §)."""

    organisation: str
    body: str
    meeting: date
    paragraphs: str
    kept_at: str
    days: Deadlines
    is_immediate: bool = False


def announcement_text(about: Announcement) -> str:
    """The announcement (anslagsbevis), always in Swedish: it is a public document and not a page.

    Days that are not known yet are left as lines to fill in.
    """
    with translation.override("sv"):
        lines = [
            "Tillkännagivande: protokoll har justerats",
            "",
            about.organisation,
            f"Organ: {about.body}",
            f"Sammanträdesdag: {full_day(about.meeting)}",
            f"Paragrafer: {about.paragraphs or 'alla'}"
            + (" (omedelbart justerade)" if about.is_immediate else ""),
            f"Dag då protokollet justerades: {_day(about.days.adjusted)}",
            f"Dag då anslaget sattes upp: {_day(about.days.announced)}",
            f"Anslaget tas ner tidigast: {_day(about.days.take_down_from)}",
            f"Protokollet finns hos: {about.kept_at or '…'}",
            "",
            _appeal(about.days),
        ]
    return "\n".join(lines)


def _appeal(days: Deadlines) -> str:
    last = f" Sista dag är den {full_day(days.appeal_by)}." if days.appeal_by else ""
    return (
        "Beslut som kan prövas enligt 13 kap. kommunallagen överklagas hos förvaltningsrätten inom tre "
        f"veckor från den dag då anslaget sattes upp.{last} För beslut enligt andra lagar kan annat gälla; "
        "det står i beslutet."
    )


def _day(day: date | None) -> str:
    return full_day(day) if day else "…"
