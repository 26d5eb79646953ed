"""What administrators fill in. Forms judge shape; the actions judge rules."""
