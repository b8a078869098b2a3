"""Problems of expressions as they are written."""
