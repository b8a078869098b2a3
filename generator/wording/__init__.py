"""How messages show values, numbers with their nouns, and the name that was meant.

What input may say to a terminal, a log or a shell stands here, and the one way to print it. Words
that several rooms need and nothing else: no fact, no finding, no place.
"""
