"""Log-in by SAML 2.0, for Sweden Connect and municipal identity providers. Start in client.py."""
