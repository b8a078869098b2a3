"""Rules about autoscale."""
