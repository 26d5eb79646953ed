"""A stand-in for an identity provider that speaks SAML 2.0: pysaml2's IdP side, with people to choose among.

It runs as a process of its own with its own keys, reads the relying party's metadata and checks its requests
as any provider would, and answers with signed and encrypted assertions. It can also lie, in each of the ways
in lies.py. It takes only Skatteverket's published test numbers.
"""
