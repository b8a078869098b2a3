"""What people learn in production: mistakes around updates, named where they are there."""
