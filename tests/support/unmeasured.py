"""Tests of which no coverage is measured: they run the same lines thousands of times.

Measured they take three to twenty times as long and find what other tests find as well. So the figures
of tests/coverage.py are a little too low, never too high.
"""

from __future__ import annotations

# What is loaded when it is used is loaded here: such a test may be the first of a process to use it,
# and its definitions would not be measured.
import generator.language.expressions.lambdas
import generator.language.expressions.safe_access  # noqa: F401
from tests.support.workspace import ROOT

UNMEASURED = {
    "bicep/test_effort": (),
    "bicep/test_hostile": (),
    "commands/test_nasty_names": (
        "test_nothing_in_a_spec_steers",
        "test_nothing_in_a_template_steers",
    ),
    "commands/test_schema": ("test_every_schema_is_one_by_the_standard",),
    "constraints/test_cost": (),
    "language/test_builtins": ("test_large_arrays_take_about_as_long_as_they_are",),
    "language/test_cost": (),
    "language/test_expand": (
        "test_a_loop_of_800_over_a_large_template_expands",
        "test_loops_that_depend_on_loops_end_in_time",
        "test_searching_long_lists_again_and_again_is_given_up_before_long",
        "test_what_grows_without_bound_ends_with_a_sentence",
    ),
    "language/test_properties": (),
    "language/test_source_json": ("test_a_long_name_and_a_large_file_are_read",),
    "language/test_source_yaml": (
        "test_a_large_text_is_read",
        "test_damaged_files_are_read_or_explained",
        "test_deep_nesting_is_answered",
    ),
    "rollout/test_odd": (),
    "spec/test_slips": ("test_any_value_of_any_key_is_answered",),
    "validation/rules/test_rule_evaluation": (),
    "validation/rules/test_rule_recall": (),
    "validation/rules/test_rules": ("test_odd_values_crash_no_rule",),
    "validation/test_hostile": (),
    "validation/test_validate": ("test_no_damage_to_a_template_raises_anything",),
    "validation/test_validate_input": ("test_100_000_findings",),
}
"""The modules, and which of their tests where it is not all of them."""
_TESTS = {ROOT / "tests" / f"{name}.py": tests for name, tests in UNMEASURED.items()}


def is_unmeasured(item) -> bool:
    """Return whether no coverage of a test is measured."""
    names = _TESTS.get(item.path)
    return names is not None and (not names or item.originalname in names)
