"""From text to values with places: JSON, YAML, and what kind of document it is.

Values are plain dicts, lists and scalars; the places are a tree beside them. Expressions are texts
here like any other.
"""
