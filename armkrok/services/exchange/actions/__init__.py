"""Writes: agreements through their life, and the account of what is given."""
