"""How messages show values, numbers with their nouns, and the name that was meant.

Words that several rooms need and nothing else: no fact, no finding, no place.
"""
