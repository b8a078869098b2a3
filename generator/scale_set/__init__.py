"""One view of a scale set: extensions, autoscale, references, payloads."""
