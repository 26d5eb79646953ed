"""A stand-in for a time-stamp authority: RFC 3161 over HTTP, under a root of its own.

The time is the machine's, so a token is worth as much as the machine's clock. For demo and tests.
"""
