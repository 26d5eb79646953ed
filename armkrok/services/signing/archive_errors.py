"""What the archive can refuse, each with a sentence for the person."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class NotFinished(Refusal):
    """The request is not completed and sealed."""

    text = _("Begäran är inte klar än.")


class SchemasAway(Refusal):
    """What packages are validated by is not installed."""

    status = 503
    text = _("Paketet kan inte kontrolleras: scheman saknas på servern. Säg till den som sköter driften.")


class NoSealNow(Refusal):
    """The package cannot be sealed and time-stamped now."""

    status = 503
    text = _("Paketet kan inte stämplas just nu. Försök igen om en stund.")


class WrongReceipt(Refusal):
    """The receipt is for another package."""

    status = 422
    text = _("Kvittensen gäller inte det här paketet. Jämför paketets id och SHA-256.")


class NoPackage(Refusal):
    """The package is not made, so nothing can have been received."""

    text = _("Paketet är inte klart än.")


class ReceiptKept(Refusal):
    """There is a receipt already."""

    text = _("Kvittensen är redan registrerad.")


class AlreadyHeld(Refusal):
    """The request is held already."""

    text = _("Begäran är redan spärrad.")


class NotHeld(Refusal):
    """There is no hold to lift."""

    text = _("Begäran är inte spärrad.")


class PreviewChanged(Refusal):
    """The list is not what the person saw."""

    text = _("Listan har ändrats sedan du såg den. Läs den igen innan du beslutar.")


class CulledAway(Refusal):
    """The document of a printed link is culled."""

    status = 410
    text = _(
        "Dokumentet är gallrat och finns inte längre hos organisationen. "
        "Har du en egen kopia kan du kontrollera den på kontrollsidan."
    )


class NothingToCull(Refusal):
    """The preview is empty."""

    text = _("Det finns inget att gallra.")


class NoSuchTrigger(Refusal):
    """The type's rule does not count from a day that people set."""

    status = 422
    text = _("Dokumenttypen har ingen gallringsfrist som räknas från en dag du anger.")
