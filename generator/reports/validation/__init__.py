"""How findings are written down: a module for each format, each with a function `write`."""
