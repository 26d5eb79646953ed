"""What a source tells becomes the roster: read, judged, staged, applied."""
