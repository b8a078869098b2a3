"""Builds schemas/resources/ from the Azure SDK for Python; nothing of it is needed at run time."""
