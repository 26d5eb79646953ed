"""From an id and an actor to an object, or 404; by area."""
