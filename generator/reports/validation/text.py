"""Findings as text for people: place, rule and message, the line with the range marked, a link."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from generator.diagnostics import Position, Severity
from generator.lazy import replace
from generator.reports.pen import BOLD, DIM, Pen
from generator.reports.validation.folding import ONE_LINE, WHOLE, folded
from generator.reports.validation.masking import hidden_parts, is_careful, masks_of
from generator.reports.validation.snippet import snippet
from generator.reports.validation.source_lines import lines_of
from generator.spec.faults import fault, is_of_spec
from generator.validation.catalog import catalog, page_of
from generator.wording.printable import printable
from generator.wording.values import count

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from generator.diagnostics import Diagnostic
    from generator.language.documents.secret_parts import Secrets
    from generator.reports.validation.snippet import Snippet
    from generator.validation.report import Report, Tally

NOTHING = "nothing to check: there is no deployment template and no parameter file here"
_LONGEST = 600
_LONG_LINE = 4_000
"""Of a longer line only the part around the finding is looked at."""
_FEW = 3
_MANY = 10
"""From so many findings on the summary says how many there are of each rule."""
_ROWS = 6
_SCREEN = 5
"""So much of a report is seen at once."""
_CLOSING = 20
"""So many errors are named once more below a report that is longer."""
_LINES = 10
_COLORS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.INFO: "36"}


def write(report: Report, pen: Pen) -> Iterator[str]:
    """Write findings with the source they are about, the worst first."""
    lines = lines_of(report.given)
    masks = masks_of(lines)
    for finding, others in folded(report):
        if others and finding.rule in ONE_LINE:
            yield f"{_headline(_of_versions(finding, others), pen)}\n\n"
            continue
        yield f"{_headline(finding, pen)}\n{_source(finding, lines, masks, pen)}"
        page = "" if finding.rule in WHOLE else page_of(finding)
        yield f"{pen.paint(f'      = {page}', DIM)}\n" if page else ""
        yield f"      + {_more(finding, others)}\n\n" if others else "\n"


def _more(finding: Diagnostic, others: list[Diagnostic]) -> str:
    what = f"{len(others):,} more {finding.rule} in this file"
    return f"{what}, {_on_lines(others)}; --full shows them"


def _of_versions(finding: Diagnostic, others: list[Diagnostic]) -> Diagnostic:
    """Return one finding in place of those of old API versions of a file."""
    every = [finding, *others]
    message = f"{len(every):,} API versions are old, {_on_lines(every)}; --full shows each"
    return replace(finding, message=message)


def _on_lines(findings: list[Diagnostic]) -> str:
    lines = sorted({item.position.line for item in findings})
    named = ", ".join(map(str, lines[:_LINES]))
    more = f" and {len(lines) - _LINES:,} more" if len(lines) > _LINES else ""
    return f"on line{'s' if len(lines) > 1 else ''} {named}{more}"


def as_text(findings: Iterable[Diagnostic]) -> str:
    """Return a line for each finding: path:line:column: severity rule message."""
    return "\n".join(_headline(finding, Pen()) for finding in findings)


def _headline(finding: Diagnostic, pen: Pen) -> str:
    place = finding.position
    where = f"{printable(finding.path)}:"
    is_option = finding.path.startswith("--")
    if place != Position() or not (is_option or finding.rule in WHOLE):
        where += f"{place.line}:{place.column}:"
    severity = pen.paint(finding.severity.label, BOLD, _COLORS[finding.severity])
    message = printable(clipped(finding.message))
    return f"{pen.paint(where, BOLD)} {severity} {pen.paint(finding.rule, BOLD)} {message}"


def clipped(message: str) -> str:
    """Leave out the middle of a message that names something of absurd length."""
    return message if len(message) <= _LONGEST else f"{message[:300]} ... {message[-100:]}"


def _is_unshown(finding: Diagnostic) -> bool:
    """Whether no line is shown; of a broken script nobody can tell what in it is a secret."""
    if not is_of_spec(finding):
        return finding.rule == "file"
    return finding.rule == fault("script-syntax")


def _source(
    finding: Diagnostic,
    lines: Callable[[str], list[str]],
    masks: Callable[[str], Secrets | None],
    pen: Pen,
) -> str:
    number = f"{finding.position.line:>5}"
    shown = excerpt(finding, lines, masks, pen.width - len(number) - 3)
    if shown is None:
        return ""
    bar = pen.paint("|", DIM)
    marks = pen.paint(shown.marks, BOLD, _COLORS[finding.severity])
    return f"{pen.paint(number, DIM)} {bar} {shown.source}\n{' ' * len(number)} {bar} {marks}\n"


def excerpt(
    finding: Diagnostic,
    lines: Callable[[str], list[str]],
    masks: Callable[[str], Secrets | None],
    width: int,
) -> Snippet | None:
    """Return the line of a finding and the marks below it; None where there is no such line."""
    place, source = finding.position, lines(finding.path)
    if place.line > len(source) or _is_unshown(finding):
        return None
    line, start = source[place.line - 1], place.column - 1
    end = place.end_column - 1 if place.end_line == place.line else len(line.rstrip())
    first = 0
    if len(line) > _LONG_LINE:
        if is_careful(finding):
            return None  # where its texts begin, only the whole line could tell
        first = max(0, start - _LONG_LINE // 2)
        line, start, end = line[first : first + _LONG_LINE], start - first, end - first
    hidden = hidden_parts(line, finding, masks(finding.path), first)
    return snippet(line, start, end, width, hidden)


def summary(report: Report, pen: Pen) -> Iterator[str]:
    """Write what was found and what was looked at, in some lines."""
    shown = [finding for finding in report.findings if report.shows(finding)]
    if len(shown) >= _MANY:
        yield from _by_rule(shown, report, pen)
    yield from _errors(list(folded(report)), pen)
    tally = report.tally
    files = len({finding.path for finding in report.findings})
    found = [
        pen.paint(count(number, severity.label), BOLD, _COLORS[severity])
        for severity, number in report.counts().items()
        if number
    ]
    known = f" ({count(report.known, 'finding')} of the baseline left out)" if report.known else ""
    hidden = any(not report.shows(finding) for finding in report.findings)
    how = "; --notes shows notes" if hidden else ""
    if report.empty:
        yield f"{NOTHING[0].upper()}{NOTHING[1:]}.\n"
        return
    yield (
        f"Found {', '.join(found)} in {count(files, 'file')}{known}{how}.\n"
        if found
        else (f"No findings{known}.\n")
    )
    yield looked_at(tally)
    if report.as_of:
        yield f"Profile {report.profile}: API versions are as old as on {report.as_of}.\n"
    if tally.unchecked:
        yield _unchecked(tally.unchecked)


def looked_at(tally: Tally) -> str:
    """Return a line of how much was checked."""
    checked = [count(tally.specs, "spec")] if tally.specs else []
    checked += [
        f"{count(tally.templates, 'template')} with {count(tally.resources, 'resource')}",
        count(tally.parameter_files, "parameter file"),
    ] * (tally.files > 0 or not tally.specs)
    other = f"; {count(tally.passed_by, 'other JSON file')} skipped" if tally.passed_by else ""
    return f"Checked {_listed(checked)}{other}.\n"


def _listed(parts: list[str]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if parts[1:] else parts)


def _unchecked(types: dict[str, int]) -> str:
    """Describe which resources have no schema; those of which there are most come first."""
    ordered = sorted(types, key=lambda name: (-types[name], name))
    number = count(sum(types.values()), "resource")
    more = f" and {len(ordered) - _FEW} more types" if len(ordered) > _FEW else ""
    names = ", ".join(ordered[:_FEW])
    return f"No schema for {number}, only the envelope was checked: {names}{more}.\n"


def _errors(shown: list[tuple[Diagnostic, list[Diagnostic]]], pen: Pen) -> Iterator[str]:
    """Name the errors once more where the first of them are out of sight."""
    if len(shown) <= _SCREEN:
        return
    errors = [item for item in shown if item[0].severity is Severity.ERROR]
    for finding, others in errors[:_CLOSING]:
        more = f" (and {len(others):,} more)" if others else ""
        yield f"{_headline(finding, pen)}{more}\n"
    if len(errors) > _CLOSING:
        yield f"and {count(len(errors) - _CLOSING, 'more error')}\n"


def _by_rule(shown: list[Diagnostic], report: Report, pen: Pen) -> Iterator[str]:
    numbers = Counter((finding.severity, finding.rule) for finding in shown)
    known = catalog(report.profile)
    widest = max(len(rule) for _, rule in numbers)
    ordered = sorted(numbers.items(), key=lambda item: (-item[0][0], -item[1], item[0][1]))
    kept = ordered if report.full else ordered[:_ROWS]
    for (severity, rule), number in kept:
        label = pen.paint(f"{severity.label:<7}", _COLORS[severity])
        name = known[rule].name if rule in known else ""
        yield f"{number:>7,}  {label}  {rule:<{widest}}  {name}".rstrip() + "\n"
    left = ordered[len(kept) :]
    if left:
        rest = count(sum(number for _, number in left), "finding")
        yield f"        of {count(len(left), 'more rule')} there are {rest}\n"
