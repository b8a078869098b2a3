"""Values, numbers and names in messages."""
