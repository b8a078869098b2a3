"""Where a process begins: anything that goes wrong ends in a sentence and an exit code.

Hooks and editors call `validate FILE...` again and again. What reads options takes a third of the
time of such a call, so without options it goes straight to the command.
"""

from __future__ import annotations

import gc
import os
import sys

from generator.diagnostics import InvalidInput

_QUIET = {"-q", "--quiet"}
_COMPLETION = "_SCALESET_COMPLETE"


def main() -> None:
    """Run the command line."""
    gc.set_threshold(100_000)  # what a command makes lives until it ends
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        _run(sys.argv[1:])
    except InvalidInput as error:
        from generator.reports.validation.text import as_text

        _end(as_text(error.diagnostics))
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(2) from None
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _end(f"scaleset: {where}{error.strerror or error}")
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except Exception as error:
        _end(f"scaleset: internal error ({type(error).__name__}): please report it")


def _run(arguments: list[str]) -> None:
    files = _plain(arguments)
    if files:
        from generator.commands.validate.run import ValidateRequest, run

        quiet = len(files) < len(arguments) - 1
        raise SystemExit(run(ValidateRequest(files, quiet=quiet)))
    from generator.cli import app

    app()


def _plain(arguments: list[str]) -> list[str]:
    """Give the files of a `validate` that has no options but to be quiet; of any other none."""
    if arguments[:1] != ["validate"] or _COMPLETION in os.environ:
        return []
    files = [item for item in arguments[1:] if item not in _QUIET]
    return [] if any(item.startswith("-") and item != "-" for item in files) else files


def _end(message: str) -> None:
    print(message, file=sys.stderr)
    raise SystemExit(2) from None
