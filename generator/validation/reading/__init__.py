"""What a text must be before it can be a template.

The checks are those of the reader, in `language/documents`; here stands what each says of itself.
"""
