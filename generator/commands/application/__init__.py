"""`scaleset application`: its arguments, and what it does."""
