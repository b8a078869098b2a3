"""A wheel that is made smaller: the same files, and code that does the same without remarks."""

from __future__ import annotations

import ast
import base64
import csv
import hashlib
import json
import zipfile
import zlib
from functools import lru_cache

import pytest

from generator.validation import documentation as reader
from schemas.wheel import shrink, without_blanks, without_remarks, without_types
from tests.support.workspace import ROOT

CODE = '''"""What it is."""

LIMIT = 3
"""How many there may be."""


class Empty:
    """There is nothing in it."""


def size(text: str) -> int:
    """Return the size.

    It is a number.
    """
    if text:
        """no docstring, nor of use"""
    # each of them
    return len(text)  # "#"


def one(): """Return one."""; return 1
'''
SHORT = """

LIMIT = 3



class Empty:
    ...


def size(text: str) -> int:




    if text:
        ...

    return len(text)


def one(): \"\"\"Return one.\"\"\"; return 1
"""
CLOSED = """

LIMIT=3



class Empty:
 ...


def size(text):




 if text:
  ...

 return len(text)


def one():\"\"\"Return one.\"\"\";return 1
"""
RULE = '"""A rule."""\n\nRULE = Rule()\n"""Its identity."""\n'


def test_lines_keep_their_numbers():
    assert without_remarks(CODE) == SHORT


def test_what_rules_say_of_themselves_is_in_one_file(tmp_path):
    path = tmp_path / "some.whl"
    rule, other = "generator/validation/rules/a.py", "generator/validation/rules/__init__.py"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(rule, RULE)
        archive.writestr(other, '"""No rule."""\n')
        archive.writestr("some-1.dist-info/RECORD", "")
    for _ in range(2):
        shrink(path)
        _, found = _entries(path)
        told = json.loads(found["generator/validation/documentation.json"])
        assert told == {"generator.validation.rules.a": "A rule."}
        assert (found[rule], found[other]) == (b"\n\nRULE=Rule()\n\n", b"")


def test_what_a_rule_said_is_found_in_a_wheel(tmp_path, monkeypatch):
    (tmp_path / "documentation.json").write_text('{"generator.a": "A rule."}', "utf-8")
    monkeypatch.setattr(reader, "__file__", str(tmp_path / "documentation.py"))
    monkeypatch.setattr(reader, "_kept", lru_cache(reader._kept.__wrapped__))
    asked = [("Its own.", "generator.a"), (None, "generator.a"), ("", "generator.b")]
    assert [reader.documentation(*one) for one in asked] == ["Its own.", "A rule.", ""]


@pytest.mark.parametrize(
    "text", ["", "x = 1", '"""só"""', "x = '''\n\"\"\"no docstring\"\"\"\n'''\n"]
)
def test_code_that_has_nothing_else_is_code(text):
    assert _meaning(without_remarks(text)) == _meaning(text)


TYPED = '''"""Ä."""
from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

class Sized(Protocol):
    def ü(self, *ä: tuple[int, str], **named: Any) -> Iterator[tuple[int, ...]]: ...

async def f(a: int = 3, /, b: "->" = ")->", *, c: dict[str, list[int]]) -> None:
    return None

def long(
    a: int,
    b: Callable[
        [int], int
    ] = print,
) -> (int | None):
    return 1
'''
UNTYPED = '''"""Ä."""
from __future__ import annotations

from typing import Protocol




class Sized(Protocol):
    def ü(self, *ä, **named): ...

async def f(a = 3, /, b = ")->", *, c):
    return None

def long(
    a,
    b: Callable[
        [int], int
    ] = print,
) -> (int | None):
    return 1
'''


def test_types_of_arguments_and_results_go():
    assert without_types(TYPED) == UNTYPED


def test_types_of_fields_stay_and_what_reads_them():
    code = "from __future__ import annotations\n\nclass Point:\n    x: int = 3\n"
    assert without_types(code) == code
    assert without_types(code.replace(": int", "")) == "\n\nclass Point:\n    x = 3\n"


def test_our_code_does_the_same_without_types():
    for path in sorted((ROOT / "generator").rglob("*.py"))[::9]:
        code = path.read_text("utf-8")
        short = without_types(code)
        assert short.count("\n") == code.count("\n"), path
        assert _untyped(short) == _untyped(code), path


def _untyped(code):
    """What a module does, without its types and its imports of them."""
    tree = ast.parse(code)
    tree.body = [item for item in tree.body if not _of_types(item)]
    for node in ast.walk(tree):
        if isinstance(node, ast.arg):
            node.annotation = None
        elif isinstance(node, ast.FunctionDef):
            node.returns = None
    return ast.dump(tree)


def _of_types(item):
    if isinstance(item, ast.ImportFrom):
        return item.module in {"typing", "__future__"}
    return isinstance(item, ast.If) and ast.unparse(item.test) == "TYPE_CHECKING"


LOOSE = """class Point( Base ) :

    def move(self, *, by: int = 3) -> (  # so far
        "Point"
    ):
        if not (by  < -1) or [a - -b for a, b in c] == 1 .real:
            return lambda: f"{ by = } {a, b}"  \t
        text = '''
    as  it is
'''  +  r"1  2"
        return text [ 1 : ] if x else 0x1f if y else (yield)

    async def ü(self, ä): return  "é"  in ä is not None
from . import  (a as b,)
x = 1 + \\
    2
"""
CLOSE = """class Point(Base):

 def move(self,*,by:int=3)->(  # so far
"Point"
):
  if not(by<-1)or[a--b for a,b in c]==1 .real:
   return lambda:f"{ by = } {a, b}"  \t
  text='''
    as  it is
'''+r"1  2"
  return text[1:]if x else 0x1f if y else(yield)

 async def ü(self,ä):return"é"in ä is not None
from.import(a as b,)
x=1+ \\
2
"""


def test_blanks_go_where_code_is_the_same_without_them():
    assert without_blanks(LOOSE) == CLOSE
    assert _meaning(CLOSE, columns=False) == _meaning(LOOSE, columns=False)


def test_our_code_does_the_same_without_blanks():
    for path in sorted((ROOT / "generator").rglob("*.py"))[4::45]:
        code = path.read_text("utf-8")
        assert _meaning(without_blanks(code), columns=False) == _meaning(code, columns=False), path


def test_our_code_does_the_same():
    for path in sorted((ROOT / "generator").rglob("*.py"))[::9]:
        code = path.read_text("utf-8")
        short = without_remarks(code)
        assert short.count("\n") == code.count("\n"), path
        assert _meaning(short) == _meaning(code), path


def _meaning(code, *, columns=True):
    """The tree of code without texts that do nothing, and where all of it begins: lines at least."""
    tree = ast.parse(code)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            node.body = [item for item in body if not _does_nothing(item)]
        if hasattr(node, "end_lineno"):
            node.end_lineno = node.end_col_offset = 0  # a class may have ended with its docstring
            node.col_offset *= columns
    return ast.dump(tree, include_attributes=True)


def _does_nothing(item):
    value = item.value if isinstance(item, ast.Expr) else None
    return isinstance(value, ast.Constant) and (isinstance(value.value, str) or value.value is ...)


LINES = '{\n  "é": [1.5, "a, b"],\n  "\\n": null\n}\n'


@pytest.fixture
def wheel(tmp_path):
    """A wheel of our own with files of all kinds."""
    path = tmp_path / "some.whl"
    contents = {
        "generator/size.py": CODE.encode(),
        "generator/api.py": CODE.encode(),
        "generator/ünder.txt": b"x",
        "generator/azure/lines.json": LINES.encode(),
        "generator/schemas/a.json": LINES.encode(),
        "generator/empty": b"",
        "generator/zeros": bytes(99_999),
        "some-1.dist-info/RECORD": b"",
    }
    with zipfile.ZipFile(path, "w") as archive:
        for number, (name, content) in enumerate(contents.items()):
            entry = zipfile.ZipInfo(name, (2020 + number, 2, 3, 4, 5, 6))
            entry.external_attr = (0o100644 + number) << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return path


def _entries(path):
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        told = [(e.filename, e.date_time, e.external_attr) for e in archive.infolist()]
        return told, {entry.filename: archive.read(entry) for entry in archive.infolist()}


def test_the_files_are_the_same_but_for_remarks(wheel):
    before, contents = _entries(wheel)
    shrink(wheel)
    after, found = _entries(wheel)
    assert after == before
    assert found["generator/size.py"].decode() == CLOSED
    assert found["generator/schemas/a.json"].decode() == '{"é":[1.5,"a, b"],"\\n":null}'
    changed = {"generator/size.py", "generator/schemas/a.json", "some-1.dist-info/RECORD"}
    same = contents.keys() - changed
    assert {name: found[name] for name in same} == {name: contents[name] for name in same}


def test_the_record_is_of_the_files_that_are_there(wheel):
    shrink(wheel)
    _, found = _entries(wheel)
    record = "some-1.dist-info/RECORD"
    rows = list(csv.reader(found[record].decode().splitlines()))
    assert [row[0] for row in rows] == list(found)
    for name, digest, size in rows:
        if name == record:
            assert (digest, size) == ("", "")
        else:
            wanted = base64.urlsafe_b64encode(hashlib.sha256(found[name]).digest()).decode()
            assert (digest, size) == (f"sha256={wanted.rstrip('=')}", str(len(found[name])))


def test_a_wheel_is_smaller_and_the_same_each_time(wheel):
    shrink(wheel)
    made = wheel.read_bytes()
    shrink(wheel)
    assert wheel.read_bytes() == made
    with zipfile.ZipFile(wheel) as archive:
        entry = archive.getinfo("generator/api.py")
        assert entry.compress_size < len(zlib.compress(CODE.encode(), 9)) - 6
        assert archive.getinfo("generator/empty").compress_type == zipfile.ZIP_STORED
