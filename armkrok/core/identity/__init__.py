"""People, the numbers and e-IDs that prove who they are, and their sessions."""
