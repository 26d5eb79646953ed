"""What sending can refuse."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class ObjectUnknown(Refusal):
    """No object that the receiver has or may get is known by that id."""

    text = _("Inget som mottagaren har eller kan få har det id:t. Kontrollera id:t och att avtalet gäller.")
