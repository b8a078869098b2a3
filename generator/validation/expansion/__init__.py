"""What shows once a template is expanded: dependencies, duplicates, cycles."""
