"""Writes: one function, one deed."""
