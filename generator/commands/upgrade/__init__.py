"""`scaleset upgrade`: its arguments, and what it does."""
