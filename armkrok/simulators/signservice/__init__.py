"""A stand-in for an external signing service: OASIS DSS with Sweden Connect's extension, over browser POST.

It has keys of its own, identifies whoever says yes on its page, and can give every error of the protocol and
tell every lie that a client should see through. For demo and tests.
"""
