"""A spec, read: schema, defaults, references, local files.

A spec becomes values with every key filled in, and mistakes with their places. What must hold
between several keys is for `constraints/`, what a spec becomes for `rendering/`.
"""
