"""Bicep for a template: its syntax tree, how the tree is made from a template, how it is printed."""
