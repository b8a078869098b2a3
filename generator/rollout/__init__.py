"""What an update does to the running instances of a scale set, told from two templates."""
