"""Resources against the schema of exactly their type and API version.

The schemas are read by `resources/`; here a template is walked along them, expressions included.
"""
