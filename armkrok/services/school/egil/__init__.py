"""The EGIL profile on the wire: objects, ids, transport and trust. Knows nothing of Django."""
