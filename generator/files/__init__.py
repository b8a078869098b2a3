"""Bytes in and out: arguments, decoding, git revisions."""
