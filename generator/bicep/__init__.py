"""Bicep for a template: the tree of it, how a template becomes one, and how it is laid out.

The tree is data; statements and expressions are translated from what the language has read, and
written out line by line. Nothing here judges a template or prints a finding: what has no form in
Bicep comes back as a remark with its place.
"""
