"""Pages of Elever och läromedel, by area."""
