"""The root that trials are made in, where there is one: SCALESET_ROOT names its folder."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.trying.namespaces import lacking

ROOT = Path(os.environ.get("SCALESET_ROOT", "/nonexistent"))
needs_root = pytest.mark.skipif(
    not ROOT.is_dir() or bool(lacking()), reason="needs SCALESET_ROOT, and the rights of root"
)
