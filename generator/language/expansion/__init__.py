"""From a template and values to the resources that the engine would deploy.

Scopes, lazily evaluated names, copy loops, nested and linked deployments, ids. What the template
should have said instead is for `validation/`.
"""
