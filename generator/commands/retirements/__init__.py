"""`scaleset retirements`."""
