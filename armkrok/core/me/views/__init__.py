"""The person's own pages, and the operator's page that makes one person of two."""
