"""What lies in the queue of jobs."""

from django.db import connection


def waiting(name: str) -> int:
    """How many jobs of the name have been put in the queue, done or not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = %s", [name])
        return int(cursor.fetchone()[0])
