"""How a file travels to an instance: packing, compression, scripts."""
