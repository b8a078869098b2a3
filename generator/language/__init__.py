"""ARM JSON as a language: reading, positions, expressions. Knows nothing of scale sets."""
