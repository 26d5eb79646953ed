"""Organisations, and the two walls between them."""
