"""A trust federation's operator: publishes signed metadata about a few members (RFC 9932)."""
