"""`scaleset doctor`: its arguments, and what it does."""
