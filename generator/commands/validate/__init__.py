"""`scaleset validate`: its arguments, and what it does."""
