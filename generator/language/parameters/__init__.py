"""Parameters: what a user gives for them, by files and arguments, and their types.

Types of definitions and of `allowedValues` are checked here in the words of the declaration.
Evaluation of defaults belongs to `expansion/`.
"""
