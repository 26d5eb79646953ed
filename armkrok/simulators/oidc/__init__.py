"""A simulated OpenID provider: e-IDs by the Swedish profile, and municipalities' own log-ins.

It speaks real OpenID Connect over HTTP with its own keys, and can lie in every way that a client must notice.
"""
