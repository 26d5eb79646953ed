"""The words of the sign page: what this person can do now, or why nothing."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from armkrok.services.signing import queries
from armkrok.services.signing.models import Party, SigningRequest
from armkrok.ui.words import day


def deed(one: Party, slug: str, pages: int) -> dict[str, Any]:
    """What the page asks for, by the person's role: words, button, and what she must know before it."""
    role = Party.Role(one.role)
    names = {Party.Role.SIGNER: "start", Party.Role.APPROVER: "approve", Party.Role.READER: "confirm-read"}
    words = _words()[role]
    return {
        **words,
        "is_signing": role == Party.Role.SIGNER,
        "pages": pages,
        "url": reverse(f"signing:{names[role]}", args=[slug, one.request_id]) if role in names else "",
        "attestation": (one.request.type_values or {}).get("attestation", ""),
        "principal": _principal(one),
    }


def last_day_text(one: Party) -> str:
    """By when, in the words of the person's role."""
    if one.request.sign_by is None:
        return ""
    return _words()[Party.Role(one.role)]["by"].format(day=day(one.request.sign_by))


def _words() -> dict[Party.Role, dict[str, str]]:
    return {
        Party.Role.SIGNER: {
            "asks": _("ber dig skriva under"),
            "title": _("Läs och skriv under"),
            "by": _("Skriv under senast {day}"),
            "text": _("Då kan du skriva under. Din underskrift gäller hela dokumentet."),
            "texts": _("Då kan du skriva under. Din underskrift gäller alla dokumenten."),
            "button": _("Skriv under med BankID"),
            "no": _("Jag vill inte skriva under"),
            "icon": "pen",
        },
        Party.Role.APPROVER: {
            "asks": _("ber dig godkänna"),
            "title": _("Läs och godkänn"),
            "by": _("Godkänn senast {day}"),
            "text": _("Då kan du godkänna. Det loggas med ditt namn, men står inte i dokumentet."),
            "texts": _("Då kan du godkänna. Det loggas med ditt namn, men står inte i dokumenten."),
            "button": _("Godkänn"),
            "no": _("Jag vill inte godkänna"),
            "icon": "check",
        },
        Party.Role.READER: {
            "asks": _("vill att du läser och bekräftar"),
            "title": _("Läs och bekräfta"),
            "by": _("Läs senast {day}"),
            "text": _("Då kan du bekräfta det. Det betyder bara att du har läst, inte att du håller med."),
            "texts": _("Då kan du bekräfta det. Det betyder bara att du har läst, inte att du håller med."),
            "button": _("Jag har läst"),
            "no": _("Jag vill inte bekräfta"),
            "icon": "check",
        },
        Party.Role.COPY: {
            "asks": _("ger dig en kopia"),
            "title": _("Läs"),
            "by": _("Klart senast {day}"),
            "text": "",
            "texts": "",
            "button": "",
            "no": "",
            "icon": "file",
        },
    }


def _principal(one: Party) -> str:
    if not one.principal:
        return ""
    number = f" ({one.principal_number})" if one.principal_number else ""
    said = (
        _("Du skriver under för {principal}.")
        if one.role == Party.Role.SIGNER
        else _("Du svarar för {principal}.")
    )
    text = said.format(principal=one.principal + number)
    return f"{text} {_('Din rätt: {mandate}.').format(mandate=one.mandate)}" if one.mandate else text


def closed(one: Party, slug: str) -> dict[str, str] | None:
    """Why the person cannot do anything now, and the way on."""
    if one.is_finished or one.state == Party.State.CONSENTED:
        return _finished(one, slug)
    if one.request.state == SigningRequest.State.WITHDRAWN:
        why = one.request.withdrawn_why or _("Inget skäl är angivet.")
        text = _("Du behöver inte göra något. Skäl: {why}").format(why=why)
        if one.role == Party.Role.SIGNER:
            text = _("Du har inte skrivit under. Skäl: {why}").format(why=why)
        return {"heading": _("Begäran är tillbakadragen"), "text": text, "url": ""}
    if one.state == Party.State.DECLINED and one.registration_id:
        return _registered(one, slug) | {"url": ""}
    if one.state == Party.State.DECLINED:
        return {"heading": _("Du har svarat nej"), "text": _("Den som frågade har fått veta det."), "url": ""}
    if one.role == Party.Role.COPY:
        return _copy(one, slug)
    if one.state == Party.State.LATER:
        return _later(one)
    return None


def _finished(one: Party, slug: str) -> dict[str, str]:
    if one.registration_id:
        return _registered(one, slug)
    headings = {
        Party.Role.APPROVER: (_("Du har godkänt"), _("Visa hur det går")),
        Party.Role.READER: (_("Du har läst"), _("Visa hur det går")),
    }
    signed = (_("Du har skrivit under"), _("Visa min underskrift"))
    heading, button = headings.get(Party.Role(one.role), signed)
    url = reverse("signing:done", args=[slug, one.request_id])
    return {"heading": heading, "text": _("Du behöver inte göra något mer."), "url": url, "button": button}


def _registered(one: Party, slug: str) -> dict[str, str]:
    """Staff have answered for her."""
    text = _("{what}. Stämmer det inte? Kontakta den som frågade.").format(what=queries.registered_text(one))
    url = reverse("signing:done", args=[slug, one.request_id])
    heading = _("Ditt svar är registrerat")
    return {"heading": heading, "text": text, "url": url, "button": _("Visa hur det går")}


def _copy(one: Party, slug: str) -> dict[str, str]:
    text = _("Du behöver inte göra något. När alla är klara får du ett mejl med länk till filen.")
    url = ""
    if one.request.state == SigningRequest.State.COMPLETED:
        text = _("Alla är klara.")
        url = reverse("signing:done", args=[slug, one.request_id])
    return {"heading": _("Du får en kopia"), "text": text, "url": url, "button": _("Till din kopia")}


def _later(one: Party) -> dict[str, str]:
    names = [before.name for before in queries.before(one)]
    shown = ", ".join(names[:5]) + ("…" if len(names) > 5 else "")
    text = _("Före dig: {names}. Vi mejlar dig när det är din tur. Du kan läsa redan nu.").format(names=shown)
    return {"heading": _("Det är inte din tur än"), "text": text, "url": ""}


def decline_words(one: Party) -> dict[str, str]:
    """Heading and button of the page that says no."""
    words = {
        Party.Role.APPROVER: (_("Vill du inte godkänna?"), _("Avböj att godkänna")),
        Party.Role.READER: (_("Vill du inte bekräfta?"), _("Avböj att bekräfta")),
    }
    signing = (_("Vill du inte skriva under?"), _("Avböj att skriva under"))
    heading, button = words.get(Party.Role(one.role), signing)
    return {"heading": heading, "button": button}
