"""From a template and values to resources."""
