"""What is done about passkeys."""
