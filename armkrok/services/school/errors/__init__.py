"""What Elever och läromedel can refuse, by area."""
