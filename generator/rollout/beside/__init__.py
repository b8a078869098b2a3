"""What Azure refuses, or does, where a deployment changes what stands beside a scale set."""
