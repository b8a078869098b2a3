"""Compact schemas of resource types: picked by type and version, as JSON Schema."""
