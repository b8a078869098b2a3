"""ARM JSON as a language: documents, expressions, parameters, expansion.

Everything that the deployment engine does with a template before it asks a resource provider.
No resource type is known here, and nothing is judged: what
fails is an error with its place, which `validation/` turns into findings.
"""
