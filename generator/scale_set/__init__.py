"""One view of a scale set for rules, plan and image.

The set and its model, extensions, autoscale settings, references between resources, payloads: each
is read from the nodes of a template, and what the template does not settle is None. Facts about
Azure (publishers, handlers, limits) come from `azure/`; nothing is judged here.
"""
