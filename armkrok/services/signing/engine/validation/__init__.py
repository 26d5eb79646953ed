"""Telling what a signed file proves: five separate answers per signature, and what was added afterwards."""
