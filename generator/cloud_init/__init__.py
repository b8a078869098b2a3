"""User data of cloud-init, the custom data of Linux instances: checked and packed into one text.

cloud-init says nothing at deployment: what it does not understand, it skips at boot, and the
instance is reported as ready. So everything that can be known before is told here.
"""
