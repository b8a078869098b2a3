"""Resources against the schema of exactly their type and API version."""
