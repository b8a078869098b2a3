"""Rules about extensions."""
