"""The register's codes in words, for the guide and for findings."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from armkrok.services.signing.policy.kinds import (
    Action,
    DocumentType,
    Electronic,
    Identifier,
    Level,
    Publish,
    Retention,
    Signing,
    Trigger,
)
from armkrok.ui.words import in_words

LEVELS: dict[Level, str | Promise] = {
    Level.A: gettext_lazy("Avancerad underskrift. Bevaras."),
    Level.B: gettext_lazy("Avancerad underskrift. Gallras."),
    Level.C: gettext_lazy("Loggat godkännande, ingen underskrift"),
    Level.S: gettext_lazy("Kommunens stämpel"),
    Level.P: gettext_lazy("Papper. Stoppas här."),
    Level.X: gettext_lazy("Ett annat system. Stoppas här."),
}
SHORT: dict[Level, str | Promise] = {
    Level.A: pgettext_lazy("på ett dokument", "Underskrift"),
    Level.B: pgettext_lazy("på ett dokument", "Underskrift"),
    Level.C: gettext_lazy("Godkännande"),
    Level.S: gettext_lazy("Stämpel"),
    Level.P: gettext_lazy("Papper"),
    Level.X: gettext_lazy("Annat system"),
}
SIGNING: dict[Signing, str | Promise] = {
    Signing.MUST: gettext_lazy("Lagen kräver underskrift"),
    Signing.PRACTICE: gettext_lazy("Lagen kräver ingen underskrift, men det är brukligt"),
    Signing.NONE: gettext_lazy("Ingen underskrift behövs"),
}
ELECTRONIC: dict[Electronic, str | Promise] = {
    Electronic.YES: gettext_lazy("Ja"),
    Electronic.AGREED: gettext_lazy("Ja, om motparten godtar det"),
    Electronic.NO: gettext_lazy("Nej"),
}
PUBLISH: dict[Publish, str | Promise] = {
    Publish.NO: gettext_lazy("Publiceras inte"),
    Publish.DERIVED: gettext_lazy("Får publiceras som kopia utan underskrifter"),
    Publish.EXPECTED: gettext_lazy("Brukar publiceras"),
}
IDENTIFIER: dict[Identifier, str | Promise] = {
    Identifier.PSEUDONYM: gettext_lazy("En pseudonym. Personnumret syns inte i filen."),
    Identifier.NUMBER: gettext_lazy("Personnumret"),
}
ACTIONS: dict[Action, str | Promise] = {
    Action.KEEP: gettext_lazy("Bevaras för alltid."),
    Action.CULL: gettext_lazy("Gallras."),
    Action.PLAN: gettext_lazy("Följer er dokumenthanteringsplan."),
    Action.NONE: gettext_lazy("Ska inte finnas i tjänsten."),
}
TRIGGERS: dict[Trigger, str | Promise] = {
    Trigger.COMPLETED: gettext_lazy("efter att dokumentet blev klart"),
    Trigger.EXPIRED: gettext_lazy("efter att det har slutat gälla"),
    Trigger.CASE_CLOSED: gettext_lazy("efter att ärendet har avslutats"),
    Trigger.YEAR_END: gettext_lazy("efter kalenderårets slut"),
    Trigger.AGE: gettext_lazy("efter barnets födelse"),
}
MARKS: dict[str, str | Promise] = {
    "L": gettext_lazy("Lagtext eller dom är läst."),
    "P": gettext_lazy("Publicerad vägledning eller praxis är läst."),
    "K": gettext_lazy("Allmän kunskap, inte kontrollerad."),
    "–": gettext_lazy("Gäller inte."),
}


def retention_text(retention: Retention) -> str:
    """What becomes of the document, in a sentence or two."""
    text = str(ACTIONS[retention.action])
    if retention.action is Action.CULL and retention.years is not None and retention.trigger:
        shape = ngettext("Gallras {years} år {after}.", "Gallras {years} år {after}.", retention.years)
        text = shape.format(years=in_words(retention.years, "ett"), after=TRIGGERS[retention.trigger])
    return f"{text} {retention.note}".strip()


def signers_text(kind: DocumentType) -> str:
    """Who signs: "ordförande och justerare (minst två)"."""
    names = [_seat(one.name, one.least, everyone=one.all) for one in kind.seats]
    if not names:
        return _("Inga bestämda roller")
    *rest, last = names
    return _("{rest} och {last}").format(rest=", ".join(rest), last=last) if rest else last


def _seat(name: str, least: int, *, everyone: bool) -> str:
    if everyone:
        return _("{name} (alla)").format(name=name)
    return _("{name} (minst {least})").format(least=in_words(least), name=name) if least > 1 else name


def confirmations(kind: DocumentType) -> tuple[str, ...]:
    """What the municipality should have confirmed, by the marks of the row."""
    law, signing, retention = kind.marks
    found = []
    if "K" in (law, signing):
        found.append(
            _("Reglerna om underskrift är inte kontrollerade mot lagtexten. Bekräfta med er jurist.")
        )
    if retention == "K":
        found.append(_("Tiden för gallring är inte kontrollerad. Bekräfta med er arkivarie."))
    return tuple(found)
