"""Facts about Azure, each once and with its source.

Data files (`*.json`, a source in every row or at the head) and the small modules that read them:
resource types, API versions, sizes, images, handlers of extensions, limits, clouds, roles. Rules,
constraints, defaults, plans, images and fragments ask here and repeat nothing. What a rule makes of
a fact (its severity, its sentence) does not belong here, nor does anything that reads a template.
"""
