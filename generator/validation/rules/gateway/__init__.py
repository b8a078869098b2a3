"""Rules about application gateways."""
