"""Rules about custom data."""
