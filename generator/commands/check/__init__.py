"""`scaleset check`: its arguments; what it does is in `validate`."""
