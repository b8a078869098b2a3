"""The expression language: tree, parser, functions, values, evaluation.

An expression is parsed once and evaluated in a frame; what only the deployment knows stays an
expression. Where values come from (parameters, variables, loops) is known to the frame alone.
"""
