"""Pages: people asking."""
