"""Rules about key vaults."""
