"""Armkrok spread over several processes, on Debian's PostgreSQL behind PgBouncer and with files in S3."""
