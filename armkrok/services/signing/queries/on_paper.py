"""What staff have registered for people who do not answer with an e-ID, in words."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from armkrok.services.signing.models import Party
from armkrok.services.signing.signer_identity import vouched_by

TEXTS = {
    Party.State.ON_PAPER: gettext_noop("Skrev under på papper {day}, registrerat av {who}"),
    Party.State.APPROVED: gettext_noop("Godkände {how} {day}, registrerat av {who}"),
    Party.State.READ: gettext_noop("Bekräftade {how} {day}, registrerat av {who}"),
    Party.State.DECLINED: gettext_noop("Tackade nej {how} {day}, registrerat av {who}: ”{why}”"),
}
SHORT = gettext_noop("{how}, registrerat av {who}")


def registered_text(one: Party) -> str:
    """What has been registered for a person, and by whom; nothing for one who has answered herself.

    Read her with `registration__registered_by`.
    """
    kept = one.registration
    if kept is None:
        return ""
    return _(TEXTS.get(Party.State(one.state), SHORT)).format(
        how=kept.get_how_display(),
        day=date_format(kept.day, "j F Y"),
        who=vouched_by(one),
        why=one.declined_why,
    )
