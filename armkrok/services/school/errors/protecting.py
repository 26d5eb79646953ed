"""What decisions about protected pupils can be refused for."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class NotProtected(Refusal):
    """Only a protected person needs, and may have, such a decision."""

    text = _("Personen har ingen skyddsmarkering. Då behövs inget beslut.")
