"""What catalogue can refuse."""
