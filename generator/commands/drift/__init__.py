"""`scaleset drift`: its arguments, and what it does."""
