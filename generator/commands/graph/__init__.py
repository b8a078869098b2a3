"""`scaleset graph`: its arguments, and what it does."""
