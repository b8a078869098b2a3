"""Bytes in and out: the files that arguments name, decoding, git revisions.

What a file holds is not known here: the language reads texts, the other rooms make sense of them.
Reads are bounded, and what cannot be read comes back as a diagnostic, never as a traceback.
"""
