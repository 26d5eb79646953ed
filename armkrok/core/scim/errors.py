"""What a directory can be refused; the sentences end up in its log, where somebody reads them."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class ScimRefusal(Refusal):
    """A refusal with the keyword of RFC 7644 table 9."""

    status = 400
    keyword: ClassVar[str] = "invalidValue"


class Taken(ScimRefusal):
    """Somebody else has the name, the id or the number."""

    status = 409
    keyword = "uniqueness"
    text = _("En annan användare i organisationen har redan det användarnamnet, externalId eller numret.")


class NumberStays(ScimRefusal):
    """A person's number is never changed from here, and two persons are never made one."""

    keyword = "mutability"
    text = _(
        "Personnumret kan sättas en gång, på den som saknar ett. Ta annars bort användaren och skapa en ny."
    )


class NoAddress(ScimRefusal):
    """Nobody can be reached without an e-mail address."""

    text = _("E-postadressen saknas eller är inte en adress.")


class TooLong(ScimRefusal):
    """A text is longer than there is room for, or holds characters that no text has."""

    text = _("Ett värde är för långt, eller innehåller tecken som inte går att spara.")


class UnknownMember(ScimRefusal):
    """A group can only hold users that are here."""

    text = _("En medlem i gruppen finns inte bland användarna här.")


class Changed(ScimRefusal):
    """If-Match does not match (RFC 7644 section 3.14)."""

    status = 412
    keyword = ""
    text = _("Någon har ändrat sedan du läste. Läs igen och försök på nytt.")


class Unreadable(ScimRefusal):
    """Not JSON, or not an object."""

    keyword = "invalidSyntax"
    text = _("Anropet går inte att läsa som JSON.")


class TooLarge(ScimRefusal):
    """More than a directory has reason to send at once."""

    status = 413
    keyword = ""
    text = _("Anropet är för stort. Högst en miljon byte går att skicka.")


class NotBuilt(ScimRefusal):
    """What RFC 7644 leaves open and is not here."""

    status = 501
    keyword = ""
    text = _("Det finns inte här.")
