"""Rules about locations."""
