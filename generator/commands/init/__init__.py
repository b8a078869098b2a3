"""`scaleset init`: its arguments, and what it does."""
