"""A thin, typed client for Armkrok's API, and the check of its webhooks."""

from armkrok_client.calling import Problem
from armkrok_client.client import Armkrok
from armkrok_client.webhooks import Event, Forged, opened

__all__ = ["Armkrok", "Event", "Forged", "Problem", "opened"]
