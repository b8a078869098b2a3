"""A template becomes a spec: what a spec has keys for in keys, the rest in `raw`.

Here lives what reads a scale set back. What is printed of it belongs to commands/.
"""
