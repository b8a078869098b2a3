"""Parameter files and given values, held against a template."""
