"""From a spec to templates: spec, composition, artifacts."""
