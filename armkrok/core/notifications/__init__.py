"""Messages to people, and the list of what waits for each of them."""
