"""Suppliers' servers: each takes accounts and groups by EGIL's SCIM profile, and orders."""
