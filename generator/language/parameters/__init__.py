"""Parameters: arguments, inputs, types."""
