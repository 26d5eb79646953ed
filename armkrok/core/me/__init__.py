"""A person's own pages: what is known of her, her log-ins, a copy of it all, and one person of two."""
