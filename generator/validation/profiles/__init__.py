"""Sets of checks other than our own rules, each in a folder of its own."""
