"""What a directory does here."""
