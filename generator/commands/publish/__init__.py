"""`scaleset publish`: its arguments, and what it does."""
