"""One instance of a scale set, tried on this machine: a root, what is delivered, and its health.

What Azure gives an instance is read from the expanded model and delivered as cloud-init and each
handler would, into a root that is thrown away. What a handler does with a file is known in
`delivery/`; nothing here writes to this machine beside one empty folder for temporary files.
"""
