"""Where a process begins: anything that goes wrong ends in a sentence and an exit code.

Hooks and editors call `validate FILE...` again and again, and so do scripts `bicep FILE`. What
reads options takes a third of the time of such a call, so where they are plain it goes straight to
the command. Whatever else there is, help and mistakes too, goes through the command line.
"""

from __future__ import annotations

import atexit
import gc
import os
import signal
import sys
from contextlib import suppress

from generator import __version__
from generator.loading import shorten

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path
    from typing import Any

_QUIET = {"-q", "--quiet"}
_FLAGS = {"-q": "quiet", "--quiet": "quiet", "--stdout": "stdout", "--force": "force"}
_PATHS = {"-f": "outfile", "--file": "outfile", "--outfile": "outfile"}
_PARAMETERS = {"-p", "--parameters", "--params"}
_VERSION = (["--version"], ["-v"], ["version"])
_COMPLETION = "_SCALESET_COMPLETE"
_OF_SIGTERM = 128 + 15
_AGAIN = 0.5
"""Seconds after which a run that is to end and goes on is stopped again."""


def program() -> None:
    """Run the command line as a process of its own, and end it at once.

    Python would free all that the command made, one by one: a sixth of the time for one file.
    """
    shorten()
    try:
        main()
        code: object = 0
    except SystemExit as end:
        code = end.code or 0
    threads = sys.modules.get("threading")
    if isinstance(code, int) and (threads is None or threads.active_count() == 1):
        atexit._run_exitfuncs()  # noqa: SLF001 - the public way is to end slowly
        with suppress(OSError, ValueError):  # Python says what went wrong, below
            for stream in filter(None, (sys.stdout, sys.stderr)):
                stream.flush()
            os._exit(code)
    raise SystemExit(code)


def main() -> None:
    """Run the command line; what one run may read the next may not."""
    before = _on_request(_stop)
    try:
        _guarded()
    except Stopped:
        _stopped()
    finally:
        _on_request(before)
        reading = sys.modules.get("generator.files.reading")
        if reading is not None:
            reading.set_reach(reading.Reach())


def _guarded() -> None:
    gc.set_threshold(100_000)  # what a command makes lives until it ends
    _open_closed_streams()
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        _run(sys.argv[1:])
    except BrokenPipeError:
        sys.stderr.close()
        raise SystemExit(2) from None
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        _end(f"scaleset: {where}{error.strerror or error}")
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except Exception as error:  # a user gets a sentence, whatever it is
        _end_with(error)


def _open_closed_streams() -> None:
    """Report a standard output that is closed; a closed input is empty, and errors go nowhere."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115, PTH123 - for the whole run
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115, PTH123 - the same
    if sys.stdout is None:
        _end("scaleset: standard output is closed, so nothing can be shown")


class Stopped(SystemExit):
    """The run is to end, and to leave nothing behind."""


def _stop(_number: int, _frame: object) -> None:
    _on_request(signal.SIG_IGN)  # what is being put back is not left half done
    if hasattr(signal, "setitimer"):
        signal.signal(signal.SIGALRM, _stop_again)
        signal.setitimer(signal.ITIMER_REAL, _AGAIN, _AGAIN)
    raise Stopped(_OF_SIGTERM)


def _stop_again(_number: int, _frame: object) -> None:
    """Stop a run that went on, as what is raised while an object is freed goes nowhere."""
    error = sys.exc_info()[1]
    while error is not None and not isinstance(error, Stopped):
        error = error.__context__
    if error is None:
        raise Stopped(_OF_SIGTERM)


def _stopped() -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)
    _end("scaleset: stopped on request (SIGTERM)", _OF_SIGTERM)


def _on_request(do: Any) -> Any:
    """Set what is done when the process is told to end; return what was done until now."""
    try:
        return None if do is None else signal.signal(signal.SIGTERM, do)
    except ValueError:  # not in the main thread, which alone is told
        return None


def _end_with(error: Exception) -> None:
    from generator.diagnostics import InvalidInput

    if not isinstance(error, InvalidInput):
        _end(f"scaleset: internal error ({type(error).__name__}): please report it")
        return
    from generator.commands.reporting import say_findings, show_findings
    from generator.spec.faults import is_of_spec

    say = show_findings if any(map(is_of_spec, error.diagnostics)) else say_findings
    say(error.diagnostics)
    raise SystemExit(2) from None


def _run(arguments: list[str]) -> None:
    if arguments in _VERSION and _COMPLETION not in os.environ:
        print(f"scaleset {__version__}")
        return
    files = _plain(arguments)
    if files:
        from generator.commands.validate.run import ValidateRequest, run

        quiet = len(files) < len(arguments) - 1
        raise SystemExit(run(ValidateRequest(files, quiet=quiet)))
    conversion = _conversion(arguments)
    if conversion:
        from generator.commands.bicep import run as bicep

        template, options = conversion
        raise SystemExit(bicep.run(template, bicep.BicepRequest(**options)))
    from generator.cli import app

    app()


def _conversion(arguments: list[str]) -> tuple[Path, dict[str, Any]] | None:
    """Return the template of a plain `bicep`, and what its options come to."""
    if arguments[:1] != ["bicep"] or _COMPLETION in os.environ:
        return None
    from pathlib import Path

    options: dict[str, Any] = dict.fromkeys(_FLAGS.values(), False)
    options |= {"outfile": None, "parameters": [], "output": "text"}
    paths, words = [], iter(arguments[1:])
    for word in words:
        if word in _FLAGS:
            options[_FLAGS[word]] = True
        elif word in _PATHS:
            options[_PATHS[word]] = Path(next(words, "."))
        elif word in _PARAMETERS:
            options["parameters"].append(Path(next(words, ".")))
        else:
            paths.append(Path(word))
    given = [*paths, *filter(None, [options["outfile"], *options["parameters"]])]
    if len(paths) != 1 or any(path.name.startswith("-") or path.is_dir() for path in given):
        return None
    return paths[0], options


def _plain(arguments: list[str]) -> list[str]:
    """Return the files of a `validate` that has no options but to be quiet; of any other none."""
    if arguments[:1] != ["validate"] or _COMPLETION in os.environ:
        return []
    files = [item for item in arguments[1:] if item not in _QUIET]
    return [] if any(item.startswith("-") and item != "-" for item in files) else files


def _end(message: str, code: int = 2) -> None:
    from generator.wording.printable import printable
    from generator.wording.saying import say

    say(printable(message), error=True)
    raise SystemExit(code) from None
