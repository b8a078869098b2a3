"""What the rules of this room say of themselves: one module each."""
