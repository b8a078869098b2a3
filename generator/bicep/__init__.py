"""Bicep for a template: the tree of it, how a template becomes one, and how it is laid out."""
