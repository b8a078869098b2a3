"""Problems of expressions as they are written: syntax, names, functions, arguments, types.

Evaluation is of `language/expressions`; here stands what an author did wrong, with its place.
"""
