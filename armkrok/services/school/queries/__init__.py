"""Reads shared by pages and API, by area."""
