"""What of docs/ is made from the code: `python -m docs.make` writes it, `--check` compares.

The rest of docs/ is written by hand. A page that is made begins with a comment that says so.
"""
