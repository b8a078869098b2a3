"""Compact schemas of resource types: picked by type and version, as shapes or JSON Schema.

The data is made by `schemas/bicep_types`; this room reads it. Walking a template along a
schema, and what is said of a misfit, is for `validation/resources`.
"""
