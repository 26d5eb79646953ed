"""Measurements: `make bench`. Every figure in docs/benchmarks.md comes from here."""
