"""The people of an organisation, and groups of people who are asked together."""
