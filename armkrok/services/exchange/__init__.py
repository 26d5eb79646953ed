"""Informationsutbyte: agreements on who may be given what, and the account of what was given."""
