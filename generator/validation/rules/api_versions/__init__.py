"""Rules about api versions."""
