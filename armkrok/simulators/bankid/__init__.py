"""A stand-in for BankID: the Relying Party API v6.0 over HTTP, and a phone to answer with.

It runs as a process of its own and has its own root, so that the production client and verifier
run against it unchanged. It takes only Skatteverket's published test numbers.
"""
