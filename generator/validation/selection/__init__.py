"""Which rules count, how much, and where not: command line, configuration, the file itself."""
