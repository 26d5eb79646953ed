"""Pages: agreements, what has been given, and who gets what."""
