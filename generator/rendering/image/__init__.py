"""Images as code: delivery steps baked into an image of a Compute Gallery, and what uses it."""
