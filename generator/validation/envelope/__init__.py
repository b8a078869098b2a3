"""The frame of a template: its schema, sections, declarations, deployments.

What can be said without expanding the template or knowing any resource type.
"""
