"""From text to values with places: JSON and YAML."""
