"""Reads: what holds today, what has been given, and whether the account of it is whole."""
