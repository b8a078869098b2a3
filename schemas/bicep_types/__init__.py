"""Builds schemas/resources/ from the types of the Bicep compiler: see `__main__`."""
