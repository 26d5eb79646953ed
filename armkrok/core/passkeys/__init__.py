"""Log-in by a passkey (WebAuthn level 3): for those who run the platform, and for breaking the glass."""
