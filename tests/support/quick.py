"""The quick set, `pytest -m quick`: what to run while you work.

Of each room of generator/ the modules that say most about it in the least time; all of the tests say
more, and run before a commit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.workspace import ROOT

if TYPE_CHECKING:
    from pathlib import Path

QUICK = {
    "azure": ["azure/test_facts"],
    "bicep": ["bicep/test_ids", "bicep/test_parameter_files", "bicep/test_printing"],
    "cloud_init": ["cloud_init/test_pack"],
    "commands": [
        "commands/test_completion",
        "commands/test_doctor",
        "commands/test_progress",
        "commands/test_grammar",
        "commands/test_quiet",
    ],
    "constraints": ["constraints/test_choices"],
    "delivery": ["delivery/test_methods"],
    "files": ["files/test_arguments"],
    "fit": ["fit/test_unfit"],
    "language": [
        "language/test_expand_loops",
        "language/test_expressions",
        "language/test_parameter_inputs",
        "language/test_source_json",
        "language/test_template",
    ],
    "importing": ["importing/test_importing"],
    "rendering": [
        "rendering/test_autoscale",
        "rendering/test_blue_green",
        "rendering/test_networks",
    ],
    "picture": ["picture/test_drawing"],
    "reports": ["reports/test_formats"],
    "resources": ["rendering/test_extension_settings"],
    "rollout": ["rollout/test_changes", "rollout/test_scale_out", "rollout/test_traps"],
    "scale_set": ["rollout/test_changes"],
    "spec": ["spec/test_refusals", "spec/test_spec_mistakes"],
    "trying": ["trying/test_failing"],
    "validation": [
        "test_redaction",
        "validation/rules/test_rules",
        "validation/rules/test_rules_details",
        "validation/rules/test_rules_networks",
        "validation/test_annotated",
        "validation/test_selection",
        "validation/test_structure_rules",
        "validation/test_validate_graph",
    ],
    "wording": ["wording/test_commands", "wording/test_printable"],
}
"""The modules by the room that they are about."""
_PATHS = {ROOT / "tests" / f"{name}.py" for names in QUICK.values() for name in names}
_PATHS.add(ROOT / "tests" / "test_quick.py")


def is_quick(path: Path) -> bool:
    """Return whether a module is of the quick set."""
    return path in _PATHS
