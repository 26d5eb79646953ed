"""The append-only account of who did what, chained by hash per organisation."""
