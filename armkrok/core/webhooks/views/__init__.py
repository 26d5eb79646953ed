"""The pages of Aviseringar."""
