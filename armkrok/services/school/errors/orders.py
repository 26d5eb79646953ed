"""What orders can refuse."""
