"""Hours of the day that people have typed, as others read them."""

from django.utils.translation import gettext as _

from armkrok.services.school.queries.levels import enumerated


def hours_of(text: str) -> list[int]:
    """The hours of "2,12", as [2, 12]."""
    return [int(one) for one in text.split(",") if one.strip()]


def clock_words(hours: str) -> str:
    """ "kl. 02 och 12" of "2,12"; nothing of nothing."""
    times = [f"{one:02}" for one in hours_of(hours)]
    return _("kl. {times}").format(times=enumerated(times)) if times else ""
