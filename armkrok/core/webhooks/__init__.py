"""Webhooks: an organisation's own systems are told, by signed messages, when something has happened.

The messages follow the Standard Webhooks specification 1.0 (standardwebhooks.com).
"""
