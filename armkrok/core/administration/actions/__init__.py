"""What administrators do; every deed is one transaction and is recorded."""
