"""What sending can refuse."""
