"""The pages of an organisation's settings."""
