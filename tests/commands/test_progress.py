"""What takes long shows on a terminal how far it is."""

import pytest

from generator.commands import reporting


@pytest.fixture
def watched(monkeypatch):
    monkeypatch.setattr(reporting, "_is_watched", lambda: True)
    monkeypatch.setattr(reporting, "_LONG", -1)


@pytest.mark.usefixtures("watched")
def test_pieces_of_work_are_counted(capsys):
    assert list(reporting.in_progress("Rendering", [1, 2, 3], 3)) == [1, 2, 3]
    assert "Rendering" in capsys.readouterr().err


@pytest.mark.usefixtures("watched")
def test_bytes_are_counted():
    with reporting.bytes_in_progress("Uploading", 10) as tell:
        tell(4)
        tell(6)
    with reporting.bytes_in_progress("Uploading", 10, quiet=True) as tell:
        assert tell(10) is None
