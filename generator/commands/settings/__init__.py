"""`scaleset settings`: its arguments, and what it does."""
