"""One file a rule; each is found by walking this folder."""
