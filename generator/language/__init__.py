"""ARM JSON as a language: reading with positions, expressions, evaluation, expansion."""
