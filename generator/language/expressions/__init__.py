"""The expression language: tree, parser, functions, values, evaluation."""
