"""Why a receiver cannot be spoken to. Nothing has been sent."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class NotConnected(Refusal):
    """Something is missing that must be known before a receiver is called."""

    text = _("Mottagaren går inte att nå. Inget har skickats.")


class AddressMissing(NotConnected):
    """No address, or not a whole https address."""

    text = _("Mottagaren saknar en hel adress som börjar med https. Inget har skickats.")


class KeyMissing(NotConnected):
    """No API key, or one that no header can hold."""

    text = _("Mottagarens API-nyckel saknas eller är felskriven. Inget har skickats.")


class FederationMissing(NotConnected):
    """The organisation is in no federation."""

    text = _("Ingen federation är inlagd, så mottagarens server kan inte kontrolleras. Inget har skickats.")


class MetadataMissing(NotConnected):
    """No metadata, and none could be fetched."""

    text = _("Federationens metadata går inte att hämta. Försök igen senare. Inget har skickats.")


class MetadataUntrusted(NotConnected):
    """What was fetched is not signed with the operator's keys, and nothing valid is kept."""

    text = _(
        "Federationens metadata är inte undertecknade med operatörens nyckel. "
        "Kontrollera nyckeln hos operatören. Inget har skickats."
    )


class MetadataOtherIssuer(MetadataUntrusted):
    """The feed's iss is not the one that is written down."""

    text = _(
        "Federationens metadata har en annan utgivare (iss) än den som är inlagd. "
        "Kontrollera adressen och utgivaren hos operatören. Inget har skickats."
    )


class MetadataExpired(NotConnected):
    """The metadata's time is out, and nothing newer could be fetched."""

    text = _("Federationens metadata har gått ut, och nyare går inte att hämta. Inget har skickats.")


class EntityUnknown(NotConnected):
    """The metadata has no such entity."""

    text = _(
        "Leverantören finns inte i federationens metadata. "
        "Kontrollera leverantörens entity_id. Inget har skickats."
    )


class TagsUnmatched(NotConnected):
    """No server of the entity has the tags, or none that can be trusted."""

    text = _("Ingen av leverantörens servrar i federationen har de valda taggarna. Inget har skickats.")


class ServersSeveral(NotConnected):
    """Several servers have the tags."""

    text = _("Flera av leverantörens servrar har de valda taggarna. Lägg till en tagg. Inget har skickats.")


class OwnKeyUnusable(NotConnected):
    """Our own certificate, its key or an issuer in the metadata cannot be read."""

    text = _(
        "Vårt certifikat i federationen, eller leverantörens utfärdare, går inte att läsa. "
        "Inget har skickats."
    )
