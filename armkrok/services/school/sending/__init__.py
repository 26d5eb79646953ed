"""From the roster to what a receiver is sent: selected, rendered, compared, sent."""
