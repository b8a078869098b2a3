"""A spec, read: schema, defaults, references, local files."""
