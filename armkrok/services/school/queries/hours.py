"""Hours of the day that people have typed, as others read them."""

from django.utils.translation import gettext as _

from armkrok.services.school.queries.levels import enumerated


def clock_words(hours: str) -> str:
    """ "kl. 02 och 12" of "2,12"; nothing of nothing."""
    times = [f"{int(one):02}" for one in hours.split(",") if one]
    return _("kl. {times}").format(times=enumerated(times)) if times else ""
