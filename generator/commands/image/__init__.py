"""`scaleset image`: its arguments, and what it does."""
