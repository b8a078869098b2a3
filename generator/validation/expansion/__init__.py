"""What shows once a template is expanded: dependencies, duplicates, cycles.

The expansion itself is of `language/expansion`; here stands what it lets one say.
"""
