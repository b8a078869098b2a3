"""Where a script stopped, told by what it said or by how far bash has read."""

from __future__ import annotations

import pytest

from generator.trying.failing import Reached, Scripts, Stop, said_by

SAID = {
    "bash": ("a\n/d/script.sh: line 4: ngnix: command not found\n", Stop("/d/script.sh", 4)),
    "dash": ("/d/script.sh: 5: ngnix: not found", Stop("/d/script.sh", 5)),
    "command": ("/bin/sh: 1: ./x: Permission denied\n", Stop("/bin/sh", 1)),
    "python": ('Traceback:\n  File "/d/a b.py", line 3, in <module>\nNameError: x', Stop("/d/a b.py", 3)),
    "perl": ("Died at ./x.pl line 7.\n", Stop("./x.pl", 7)),
    "last one": ("a.sh: line 1: x\nb.sh: line 2: y\n", Stop("b.sh", 2)),
    "none": ("E: Unable to locate package ngnix\n10:20:30 12: x\n", Stop()),
    "empty": ("", Stop()),
}  # fmt: skip


@pytest.mark.parametrize("case", SAID)
def test_a_program_says_where_it_failed(case):
    said, place = SAID[case]
    assert said_by(said) == place


def test_a_line_is_that_of_the_file_that_the_spec_names():
    own = "#!/bin/bash\nTOKEN=x; export TOKEN\nset -e\nngnix -t\n"
    scripts = Scripts({"script.sh": own}, {"./install.sh": "#!/bin/bash\nset -e\nngnix -t\n"})
    assert scripts.shown(Stop("/d/script.sh", 4)) == ("./install.sh:3", "ngnix -t")
    assert scripts.shown(Stop("/d/other.sh", 4)) == ("other.sh:4", "")
    assert scripts.shown(Stop("/d/script.sh", 2)) == ("script.sh:2", "TOKEN=x; export TOKEN")
    assert scripts.shown(Stop("/d/script.sh", 9)) == ("script.sh:9", "")
    assert scripts.shown(Stop()) == ("", "")


def test_an_offset_at_the_end_of_what_was_read_tells_no_line():
    reached = Reached(text=b"a\nb\nc\n", offset=4)
    assert reached.line == 2
    assert Reached(text=b"a\nb\nc\n", last=6).line == 0
    assert Reached(text=b"a\nb\nc\n", last=6, waits=True).line_of_wait == 3
