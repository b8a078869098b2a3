"""`scaleset schema`: its arguments, and what it does."""
