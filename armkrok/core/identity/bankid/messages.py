"""What to tell the person while BankID works: BankID's recommended user messages (RFA).

The texts of RFA1–RFA23 are BankID's own, in both languages, so that people recognise them from
other services (developers.bankid.com, "User messages"); a misspelling of theirs is corrected in
RFA15B. RFA24–RFA30 are BankID's in Swedish and our translation into English. Codes that begin
with "AK" are our own, for what BankID says should have the relying party's own text.
They stand here in both languages, since they are not ours to translate anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from django.utils.translation import get_language

from armkrok.core.identity.bankid.errors import BankIdError
from armkrok.core.identity.bankid.orders import Complete, Failed, Pending


class Flow(StrEnum):
    """How the person reached the app."""

    QR = "qr"
    AUTOSTART_DESKTOP = "autostart-desktop"
    AUTOSTART_MOBILE = "autostart-mobile"


@dataclass(frozen=True, slots=True)
class Message:
    """A text for the person; `str()` gives it in the active language, Swedish unless English."""

    code: str
    swedish: str
    english: str

    def __str__(self) -> str:
        return self.in_language(get_language() or "sv")

    def in_language(self, language: str) -> str:
        """The text in a language such as "sv" or "en-gb"."""
        return self.english if language.startswith("en") else self.swedish


_TEXTS: Final = (
    ("RFA1", "Starta BankID-appen.", "Start your BankID app."),
    (
        "RFA2",
        "Du verkar inte ha BankID-appen. Installera den och skaffa ett BankID.",
        "You don't seem to have the BankID app. Install the app and get a BankID.",
    ),
    ("RFA3", "Åtgärden avbröts. Försök igen.", "The action was cancelled. Please try again."),
    (
        "RFA4",
        "En identifiering eller underskrift pågår redan för ditt personnummer. Försök igen.",
        "An identification or signature is already in progress for your personal identity number. "
        "Please try again.",
    ),
    ("RFA5", "Något gick fel. Försök igen.", "Something went wrong. Please try again."),
    ("RFA6", "Åtgärden avbröts.", "The action was cancelled."),
    (
        "RFA8",
        "BankID-appen svarar inte. Kontrollera att den är startad och att du har "
        "internetanslutning. Försök sedan igen.",
        "The BankID app is not responding. Please check that it’s started and that you have "
        "internet access. Try again.",
    ),
    (
        "RFA9",
        "Skriv in din säkerhetskod i BankID-appen och välj Identifiera eller Skriv under.",
        "Enter your security code in the BankID app and select Identify or Sign.",
    ),
    ("RFA13", "Försöker starta BankID-appen.", "Trying to start your BankID app."),
    (
        "RFA15A",
        "Söker efter BankID. Säkerställ att du har ett giltigt BankID på den här datorn. "
        "Om du har ett BankID på kort, sätt in kortet i kortläsaren.",
        "Searching for BankID. Make sure you have a valid BankID on this computer. "
        "If you have a BankID on card, please insert the card into your card reader.",
    ),
    (
        "RFA15B",
        "Söker efter BankID. Säkerställ att du har ett giltigt BankID på den här enheten.",
        "Searching for BankID. Make sure you have a valid BankID on this device.",
    ),
    (
        "RFA16",
        "Ditt BankID är för gammalt eller spärrat. Använd ett annat BankID eller skaffa ett nytt "
        "hos din bank.",
        "Your BankID is blocked or too old. Please use another BankID or get a new one from your bank.",
    ),
    (
        "RFA17A",
        "Du verkar inte ha BankID-appen/programmet. Installera den och skaffa ett BankID hos din bank.",
        "You don't seem to have the BankID app/program. Please install it and get a BankID from your bank.",
    ),
    (
        "RFA17B",
        "Misslyckades att läsa av QR-koden. Starta BankID-appen och läs av QR-koden.",
        "Failed to scan the QR code. Start the BankID app and scan the QR code.",
    ),
    (
        "RFA19",
        "Vill du använda BankID på den här datorn eller ett Mobilt BankID?",
        "Would you like to use BankID on this computer, or a Mobile BankID?",
    ),
    (
        "RFA20",
        "Vill du använda BankID på den här enheten eller på en annan enhet?",
        "Do you want to use BankID on this device or another device?",
    ),
    (
        "RFA21",
        "En identifiering eller underskrift pågår.",
        "An identification or signing is in progress.",
    ),
    ("RFA22", "Något gick fel. Försök igen.", "Something went wrong. Please try again."),
    (
        "RFA23",
        "Fotografera och läs av din ID-handling med BankID-appen.",
        "Take a photo of, and scan, your ID document with the BankID app.",
    ),
    ("RFA24", "Gör en ansiktsigenkänning i BankID-appen.", "Do a face recognition in the BankID app."),
    (
        "RFA25",
        "Välj hur du vill bekräfta din identitet i BankID-appen.",
        "Choose how to confirm your identity in the BankID app.",
    ),
    (
        "RFA26",
        "Kontrollen av din ID-handling misslyckades. Försök igen.",
        "The check of your ID document failed. Please try again.",
    ),
    (
        "RFA27",
        "Ansiktsigenkänningen misslyckades. Försök igen.",
        "The face recognition failed. Please try again.",
    ),
    (
        "RFA28",
        "Din enhet saknar den läsare som behövs för att kontrollera ID-handlingar.",
        "Your device lacks the reader that is needed to check ID documents.",
    ),
    (
        "RFA29",
        "Du har flera BankID på din enhet. Du behöver radera alla utom ett BankID för att kunna "
        "slutföra identifieringen. Det gör du under Meny - Inställningar i din BankID-app.",
        "You have several BankIDs on your device. You need to delete all but one of them to complete "
        "the identification. You do so under Menu - Settings in your BankID app.",
    ),
    (
        "RFA30",
        "Bekräftelsen av din identitet misslyckades. Försök igen.",
        "The confirmation of your identity failed. Please try again.",
    ),
    (
        "AK-PROCESSING",
        "BankID behandlar ditt svar. Vänta ett ögonblick.",
        "BankID is processing your answer. Wait a moment.",
    ),
    (
        "AK-CALL",
        "Bekräfta i BankID-appen att det är du som talar i telefon.",
        "Confirm in the BankID app that you are the one on the phone.",
    ),
    (
        "AK-DECLINED-CALL",
        "Du svarade i BankID-appen att du inte talar i telefon. Inget har gjorts.",
        "You answered in the BankID app that you are not on the phone. Nothing has been done.",
    ),
    (
        "AK-OLD-APP",
        "Din BankID-app är för gammal. Uppdatera den och försök igen.",
        "Your BankID app is too old. Update it and try again.",
    ),
    (
        "AK-RISK",
        "BankID stoppade försöket av säkerhetsskäl. Försök igen om en stund. Är det någon som ber dig "
        "använda ditt BankID? Avbryt då.",
        "BankID stopped the attempt for security reasons. Try again in a while. Is somebody asking you "
        "to use your BankID? Then stop.",
    ),
    (
        "AK-UNREACHABLE",
        "Det går inte att nå BankID just nu. Försök igen om en stund.",
        "BankID cannot be reached right now. Try again in a while.",
    ),
)

MESSAGES: Final = {code: Message(code, swedish, english) for code, swedish, english in _TEXTS}

_PENDING: Final = {
    "noClient": "RFA1",
    "userSign": "RFA9",
    "userMrtd": "RFA23",
    "userFace": "RFA24",
    "userStepUp": "RFA25",
    "userCallConfirm": "AK-CALL",
    "processing": "AK-PROCESSING",
}
_FAILED: Final = {
    "expiredTransaction": "RFA8",
    "certificateErr": "RFA16",
    "userCancel": "RFA6",
    "cancelled": "RFA3",
    "userDeclinedCall": "AK-DECLINED-CALL",
    "notSupportedByUserApp": "AK-OLD-APP",
    "transactionRiskBlocked": "AK-RISK",
    "mrtdVerificationFailed": "RFA26",
    "facialRecognitionFailed": "RFA27",
    "nfcNotSupportedByDevice": "RFA28",
    "multipleBankIdsOnDevice": "RFA29",
    "stepUpFailed": "RFA30",
}
_ERRORS: Final = {
    "alreadyInProgress": "RFA4",
    "requestTimeout": "RFA5",
    "internalError": "RFA5",
    "maintenance": "RFA5",
    "tooManyRequests": "RFA5",
    "unreachable": "AK-UNREACHABLE",
}


def pending_message(hint_code: str, flow: Flow) -> Message:
    """What to say while the order is pending; RFA21 for codes not listed."""
    match hint_code:
        case "outstandingTransaction":
            return MESSAGES["RFA1" if flow is Flow.QR else "RFA13"]
        case "started":
            return MESSAGES["RFA15A" if flow is Flow.AUTOSTART_DESKTOP else "RFA15B"]
    return MESSAGES[_PENDING.get(hint_code, "RFA21")]


def failed_message(hint_code: str, flow: Flow) -> Message:
    """What to say when the order has failed; RFA22 for codes not listed."""
    if hint_code == "startFailed":
        return MESSAGES["RFA17B" if flow is Flow.QR else "RFA17A"]
    return MESSAGES[_FAILED.get(hint_code, "RFA22")]


def error_message(error: BankIdError) -> Message:
    """What to say when a call was refused or got no answer; RFA22 for codes not listed."""
    return MESSAGES[_ERRORS.get(error.code, "RFA22")]


def message_for(answer: Pending | Failed | Complete, flow: Flow) -> Message:
    """What to say about a collect answer."""
    match answer:
        case Pending():
            return pending_message(answer.hint_code, flow)
        case Failed():
            return failed_message(answer.hint_code, flow)
    return MESSAGES["AK-PROCESSING"]
