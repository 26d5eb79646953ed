"""What protecting can refuse."""
