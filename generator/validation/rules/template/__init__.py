"""Rules about template."""
