"""Parameter files and given values, held against a template and on their own.

How values are read from files and arguments is of `language/parameters`.
"""
