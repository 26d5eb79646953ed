"""Pages at the door, in the settings, and a person's own."""
