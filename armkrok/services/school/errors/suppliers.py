"""What suppliers can refuse."""
