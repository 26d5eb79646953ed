"""Packages of finished requests for those who come after: evidence to hand out, deliveries to the e-archive.

Builds files from plain data and checks them. Knows nothing of Django, the database or who may ask.
"""
