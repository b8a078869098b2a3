"""`scaleset sizes`."""
