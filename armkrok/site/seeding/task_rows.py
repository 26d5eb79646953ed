"""What stands on people's own lists, made by the database from the parties."""

from typing import Any
from uuid import UUID

from django.db import connection
from django.urls import reverse

COLUMNS = """INSERT INTO notifications_task
(id, organisation_id, person_id, kind, service_key, about_id,
 title, text, button, url, due, created_at, done_at)
"""
CLOSED = "coalesce(r.completed_at, r.withdrawn_at)"
WAITING = f"""{COLUMNS}
SELECT s.id, s.organisation_id, s.person_id, 'waiting', 'signing', r.id, 'Skriv under ' || r.title,
       p.name || ' behöver din underskrift.', 'Läs och skriv under', %(before)s || r.id || %(sign)s,
       r.sign_by, r.sent_at, coalesce(s.done_at, {CLOSED})
FROM signing_party s JOIN signing_signingrequest r ON r.id = s.request_id
JOIN identity_person p ON p.id = r.sender_id
WHERE r.id = ANY(%(requests)s) AND r.sent_at IS NOT NULL
ON CONFLICT DO NOTHING"""  # noqa: S608  (nothing from outside is in the text)
SIGNED = f"""{COLUMNS}
SELECT overlay(s.id::text PLACING '1' FROM 36)::uuid, s.organisation_id, s.person_id, 'following', 'signing',
       r.id, r.title, 'Du har skrivit under.', '', %(before)s || r.id || %(done)s, NULL, s.done_at, {CLOSED}
FROM signing_party s JOIN signing_signingrequest r ON r.id = s.request_id
WHERE r.id = ANY(%(requests)s) AND s.done_at IS NOT NULL
ON CONFLICT DO NOTHING"""  # noqa: S608
SENT = f"""{COLUMNS}
SELECT r.id, r.organisation_id, r.sender_id, 'following', 'signing', r.id,
       r.title, 'Skickat för underskrift.', '', %(before)s || r.id || '/', NULL, r.sent_at, {CLOSED}
FROM signing_signingrequest r
WHERE r.id = ANY(%(requests)s) AND r.sent_at IS NOT NULL
ON CONFLICT DO NOTHING"""  # noqa: S608


def add_tasks(requests: list[UUID], slug: str) -> None:
    """Tasks of those who are asked, of those who have signed, and of the senders, in the caller's scope."""
    known: dict[str, Any] = {"requests": requests, "before": reverse("signing:list", args=[slug])}
    known |= {"sign": "/skriv-under/", "done": "/klart/"}
    with connection.cursor() as cursor:
        for statement in (WAITING, SIGNED, SENT):
            cursor.execute(statement, known)
