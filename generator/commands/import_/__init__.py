"""`scaleset import`: its arguments, and what it does."""
