"""Files, stored once per organisation by SHA-256."""
