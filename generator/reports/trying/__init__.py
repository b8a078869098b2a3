"""The formats of a trial: a module each, as those of findings and plans.

What is written here has been masked before: nothing in it is a secret. Each module has one
function, `write(trial, pen)`, which yields a text in parts.
"""
