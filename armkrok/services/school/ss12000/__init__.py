"""SS 12000:2020 over REST, as a client and as words: knows nothing of Django."""
