"""Elever och läromedel: rosters in, orders of learning materials, just the right data out to suppliers."""
