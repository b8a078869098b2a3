"""From a spec to the files of a deployment: composition, artifacts, Bicep, images.

Fragments of `templates/` are rendered and merged into one template, which is then written, read
back and validated like any other. Facts come from `azure/`, the spec from `spec/`; nothing here
reads arguments or prints.
"""
