"""What roster can refuse."""
