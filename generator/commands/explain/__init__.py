"""`scaleset explain`: its arguments; what it does stands with `rules`."""
