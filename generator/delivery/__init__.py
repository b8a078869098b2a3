"""How a file travels to an instance: the methods, packing, compression, scripts.

What each delivery method does with the bytes of a file, and what they come to in a template. What
a handler is and how much it takes is a fact of `azure/`; what must hold between the keys of a spec
is for `constraints/`.
"""
