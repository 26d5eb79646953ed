"""What somebody who follows up reads may be refused, and why."""

from django.utils.translation import gettext_lazy as _

from armkrok.kit.refusals import Refusal


class TooMuchToExport(Refusal):
    """A file must be possible to read, and to make while somebody waits."""

    status = 422
    text = _("Det är för mycket för en fil. Välj en person eller färre dagar.")
