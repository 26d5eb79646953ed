"""Where a confirmation waits until the next page shows it."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage


class Confirmations(CookieStorage):
    """In a signed cookie, with the prefix of our other cookies (ASVS 5.0, 3.3.1 and 3.3.3)."""

    cookie_name = settings.CONFIRMATION_COOKIE
