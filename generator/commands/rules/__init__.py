"""`scaleset rules`: its arguments, and what it does."""
