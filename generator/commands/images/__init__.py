"""`scaleset images`."""
