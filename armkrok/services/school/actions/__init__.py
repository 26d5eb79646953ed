"""Writes: one function, one deed; by area."""
