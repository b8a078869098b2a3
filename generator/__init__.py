"""Generate, validate and understand ARM templates for Azure virtual machine scale sets."""

__version__ = "0.2.0"
