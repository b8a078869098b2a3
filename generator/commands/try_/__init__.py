"""`scaleset try`: its arguments, and what it does."""
