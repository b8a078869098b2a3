"""The frame of a template: sections, declarations, deployments."""
