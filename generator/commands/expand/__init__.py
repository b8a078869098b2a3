"""`scaleset expand`: its arguments, and what it does."""
