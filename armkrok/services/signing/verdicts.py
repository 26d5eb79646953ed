"""From the engine's report to the words of the verify page."""

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from armkrok.kit.days import now
from armkrok.services.signing.checking import plain_serial
from armkrok.services.signing.engine import Change, Finding, Report, SignatureReport
from armkrok.services.signing.engine.validation.wording import sentence
from armkrok.services.signing.models import IssuedCertificate
from armkrok.ui.words import in_words

KINDS = {"valid": "success", "altered": "danger", "not_established": "warning"}
ANSWERS = {"valid": "yes", "altered": "no", "not_established": "unsure"}
OF_SEALS = {
    "bytes_match": gettext_lazy("Det som stämplades är orört."),
    "bytes_differ": gettext_lazy("Innehållet är inte det som stämplades."),
    "signature_matches": gettext_lazy("Stämpeln stämmer matematiskt."),
    "signature_wrong": gettext_lazy("Stämpeln stämmer inte matematiskt."),
    "valid_at_time": gettext_lazy("Certifikatet gällde när dokumentet stämplades."),
}
LOA_TEXTS = {
    "http://id.elegnamnden.se/loa/1.0/loa3": gettext_lazy("tillitsnivå 3"),
    "http://id.elegnamnden.se/loa/1.0/loa4": gettext_lazy("tillitsnivå 4"),
    "http://id.swedenconnect.se/loa/1.0/loa3-nonresident": gettext_lazy("tillitsnivå 3"),
    "http://id.swedenconnect.se/loa/1.0/loa4-nonresident": gettext_lazy("tillitsnivå 4"),
    "http://id.elegnamnden.se/loa/1.0/eidas-sub": gettext_lazy("eIDAS-nivå väsentlig"),
    "http://id.elegnamnden.se/loa/1.0/eidas-high": gettext_lazy("eIDAS-nivå hög"),
    "http://id.elegnamnden.se/loa/1.0/eidas-nf-sub": gettext_lazy("eIDAS-nivå väsentlig"),
    "http://id.elegnamnden.se/loa/1.0/eidas-nf-high": gettext_lazy("eIDAS-nivå hög"),
}
# How a provider's settings name what it uses; a name that is not here is shown as it is.
METHOD_TEXTS = {
    "oidc": gettext_lazy("e-legitimation"),
    "bankid": "BankID",
    "freja": "Freja",
    "siths": "SITHS",
}


def questions(*, of_seals: bool = False) -> list[str]:
    """The five questions, in the order of the page."""
    return [
        _("Är det stämplade orört?") if of_seals else _("Är det underskrivna orört?"),
        _("Stämmer stämpeln?") if of_seals else _("Stämmer underskriften?"),
        _("Är utfärdaren betrodd?"),
        _("Gällde den då?"),
        _("Har något lagts till?"),
    ]


def shown(report: Report, *, matches: bool | None = None) -> dict[str, Any]:
    """What the templates call `verdict`. `matches`: whether the file is one that we have stored."""
    methods = _methods(report.signatures)
    only_seals = bool(report.signatures) and not _people(report)
    return {
        "kind": KINDS[report.verdict],
        "answer": ANSWERS[report.verdict],
        "heading": _heading(report),
        "text": _text(report),
        "changes": [_change(one) for one in report.changes if not one.allowed],
        "advice": _advice(report),
        "questions": questions(of_seals=only_seals),
        "only_seals": only_seals,
        "signatures": [_signature(one, methods) for one in report.signatures],
        "meaning": _meaning(report, matches),
        "checked_at": now(),
        "technical": _technical(report),
    }


def _heading(report: Report) -> str:
    count = len(report.signatures)
    if report.verdict == "valid" and count and not _people(report):
        return _("Dokumentet är stämplat och oförändrat")
    if report.verdict == "valid":
        return _("Dokumentet är underskrivet och oförändrat") if count else _("Dokumentet är oförändrat")
    if report.verdict == "altered":
        return _("Lita inte på den här filen")
    return _("Det går inte att säga om filen är underskriven")


def _text(report: Report) -> str:
    if report.verdict != "valid" or not report.signatures:
        return _(report.reason)
    people = len(_people(report))
    said = []
    if people == 1:
        said.append(_("En person har skrivit under."))
    elif people:
        text = _("{count} personer har skrivit under.").format(count=in_words(people))
        said.append(text[:1].upper() + text[1:])
    names = list(dict.fromkeys(one.signer or _("Okänd") for one in report.signatures if one.is_seal))
    if names:
        said.append(_("Stämplat av {names}.").format(names=" {} ".format(_("och")).join(names)))
    if not people:
        said.append(_("En stämpel är ingen persons underskrift."))
    return " ".join([*said, _("Inget har ändrats sedan dess.")])


def _people(report: Report) -> list[SignatureReport]:
    """Signatures of people; the others are seals of organisations."""
    return [one for one in report.signatures if not one.is_seal]


def _advice(report: Report) -> list[str]:
    if report.verdict != "altered":
        return []
    return [
        _("Använd inte filen som bevis för något."),
        _("Be den som skickade filen om den underskrivna versionen, eller följ länken på underskriftssidan."),
    ]


def _change(change: Change) -> dict[str, str]:
    where = _("Sida {page}").format(page=change.page) if change.page else ""
    return {"where": where, "text": _(change.reason), "was": "", "now": ""}


def _methods(signatures: Sequence[SignatureReport]) -> dict[str, str]:
    """How each holder was identified, for certificates that we issued."""
    serials = [plain_serial(one.certificate_serial) for one in signatures]
    rows = IssuedCertificate.objects.filter(serial__in=serials).exclude(method="")
    return {
        row.serial: f"{METHOD_TEXTS.get(row.method, row.method)}, {LOA_TEXTS.get(row.loa, row.loa)}"
        for row in rows
    }


def _signature(one: SignatureReport, methods: dict[str, str]) -> dict[str, Any]:
    method = methods.get(plain_serial(one.certificate_serial))
    return {
        "name": one.signer or _("Okänd"),
        "detail": _("Organisationens stämpel") if one.is_seal else one.organisation or one.title,
        "time": one.proven_at or one.claimed_at,
        "method": _("Identifierad med {method}").format(method=method) if method else "",
        "notes": [_(sentence(code)) for code in one.notes],
        "answers": [
            {"question": question, "kind": finding.answer, "text": _reason(finding, one)}
            for question, finding in zip(questions(of_seals=one.is_seal), _five(one), strict=True)
        ],
    }


def _reason(finding: Finding, one: SignatureReport) -> str:
    return str(OF_SEALS.get(finding.code, "") if one.is_seal else "") or _(finding.reason)


def _five(one: SignatureReport) -> tuple[Finding, ...]:
    return (one.intact, one.authentic, one.trusted, one.valid_then, one.unchanged)


def _meaning(report: Report, matches: bool | None) -> list[str]:
    lines = [
        _("Lägg märke till sida {page}. {text}").format(page=one.page, text=_(one.reason))
        for one in report.changes
        if one.allowed and one.page
    ]
    if matches is True:
        lines.append(_("Filen är exakt densamma som den kommunen har sparat."))
    if matches is False:
        lines.append(_("Filen är inte densamma som den kommunen har sparat. Den kan vara en äldre version."))
    if report.signatures and all(one.trusted.answer == "yes" for one in report.signatures):
        if _people(report):
            lines.append(
                _("Underskrifterna är avancerade elektroniska underskrifter enligt eIDAS, artikel 26.")
            )
        if len(_people(report)) < len(report.signatures):
            lines.append(_("Stämpeln är en avancerad elektronisk stämpel enligt eIDAS, artikel 36."))
    elif report.signatures:
        lines.append(
            _(
                "Minst en underskrift är från en utfärdare som vi inte känner. "
                "Då går det inte att säga säkert vem som har skrivit under."
            )
        )
    if report.verdict == "not_established":
        lines.append(_("Vi kan varken säga att filen är äkta eller att den är ändrad."))
    return lines


def _technical(report: Report) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [
        {"name": _("Filens fingeravtryck, SHA-256"), "value": report.sha256, "is_code": True},
    ]
    for one in report.signatures:
        value = f"{one.level}, {one.issuer}, {one.certificate_serial}"
        rows.append({"name": one.signer or one.field, "value": value, "is_code": True})
    return rows


def revisions(report: Report) -> list[tuple[int, str]]:
    """The signatures whose version of the file can be cut out: number, and whose."""
    return [
        (one.number, one.signer or _("Okänd"))
        for one in report.signatures
        if one.intact.answer == "yes" and not one.is_seal
    ]


def summary(found: Sequence[Any]) -> str:
    """What several files came to, in one sentence."""
    good = sum(1 for one in found if one.report.verdict == "valid")
    return _("{good} av {count} filer är underskrivna och oförändrade.").format(good=good, count=len(found))
