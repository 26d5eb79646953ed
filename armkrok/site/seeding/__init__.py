"""A database as large as the whole country's: `make seed SIZE=large`, for measurements and trials.

Every municipality of Sweden under its real name, with invented people. Not for production.
"""
