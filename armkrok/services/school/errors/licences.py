"""What licences can refuse."""
