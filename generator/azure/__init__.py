"""Facts about Azure, each once and with its source: types, sizes, images, limits, clouds, roles."""
