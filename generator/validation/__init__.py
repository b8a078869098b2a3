"""Checks of templates and parameter files."""
