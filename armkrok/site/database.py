"""From a database URL to Django's settings, and the embedded server that gives one."""

from typing import Any

from psycopg.conninfo import conninfo_to_dict

PREPARE_AFTER = 3


def connection_settings(url: str, *, connections: int, pooled: bool = False) -> dict[str, Any]:
    """Django's settings for a PostgreSQL URL; each process keeps a pool of at most `connections`.

    Statements that come back are prepared, so that the server plans them once for each connection: with
    row-level security the planning costs more than the work. Not behind a pooler in transaction mode
    (`pooled`), which gives each transaction another connection.
    """
    parts = conninfo_to_dict(url)
    options: dict[str, Any] = {
        key: value
        for key, value in parts.items()
        if key not in {"dbname", "user", "password", "host", "port"}
    }
    options["pool"] = {"min_size": 0, "max_size": connections, "timeout": 10, "max_idle": 60}
    options |= {"server_side_binding": True, "prepare_threshold": None if pooled else PREPARE_AFTER}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.get("dbname", ""),
        "USER": parts.get("user", ""),
        "PASSWORD": parts.get("password", ""),
        "HOST": parts.get("host", ""),
        "PORT": parts.get("port", ""),
        "OPTIONS": options,
        # A pooler in transaction mode gives each transaction another connection.
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }
