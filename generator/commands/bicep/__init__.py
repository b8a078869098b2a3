"""`scaleset bicep`: its arguments, and what it does."""
