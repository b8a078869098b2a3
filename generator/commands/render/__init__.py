"""`scaleset render`: its arguments, and what it does."""
