"""Rules about storage accounts."""
