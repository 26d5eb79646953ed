"""What each organisation has decided for itself within what the platform allows."""
