"""Facts that have happened: recorded with the data they belong to, told after commit."""
