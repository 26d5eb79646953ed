"""The shape of what people type, by area."""
