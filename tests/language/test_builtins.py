"""The built-in functions: worked outputs of the documentation, vectors, errors and costs.

The vectors of uniqueString, guid, format, base64, CIDR and dates are known results of the engine or
worked outputs of its documentation. The other values follow what the documentation says of each
function; they were not run against the engine.
"""

from __future__ import annotations

from importlib import import_module

import pytest

from generator.language.expressions.builtins import NAMES, STRUCTURAL, builtin
from generator.language.expressions.forms import FORMS
from generator.language.expressions.functions import FUNCTIONS
from generator.language.expressions.values import FunctionError, Undecided

A, B = {"a": 1, "b": {"x": 1, "y": 2}, "c": [1]}, {"b": {"y": 3}, "c": [2], "d": 4}
MYRG = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/myRg"


def call(name, *arguments):
    return builtin(name.lower())(*arguments)


def test_every_function_of_the_table_is_implemented_or_known_only_on_deployment():
    missing = {
        function.name
        for key, function in FUNCTIONS.items()
        if function.kind in {"deterministic", "lambda"} and key not in NAMES and key not in FORMS
    }
    assert missing == set()
    assert NAMES.keys() <= FUNCTIONS.keys()
    assert NAMES.keys() >= STRUCTURAL


def test_each_function_stands_in_the_module_that_is_loaded_for_it():
    for module in set(NAMES.values()):
        found = import_module(f"generator.language.expressions.builtins.{module}").FUNCTIONS
        assert found.keys() == {name for name, home in NAMES.items() if home == module}


@pytest.mark.parametrize(
    ("name", "arguments", "expected"),
    [
        ("uniqueString", ["snap", "crackle", "pop"], "byghxckddilkc"),
        ("uniqueString", [MYRG], "js26ofeqkqeve"),
        ("uniqueString", [MYRG.replace("myRg", "my-rg")], "bmg7c6xu4tw46"),
        ("uniqueString", ["test"], "rbgf3xv4ufgzg"),
        ("uniqueString", ["abc"], "cgtzqvhu4i23s"),
        ("uniqueString", ["hello", "world"], "a7wkljktk6wne"),
        ("uniqueString", ["foo", "bar", "baz"], "xzi4ioaxtmth4"),
        ("uniqueString", ["tyeth"], "zcztcwvu6iyg6"),
        ("uniqueString", ["/subscriptions/3c7f956b-55ee-4686-9d30-da1eb631dc59/resourceGroups/rg-devopsshieldek010dev"], "fd63l2gacbtca"),
        ("guid", ["foo", "bar", "baz"], "2ed86837-7c7c-5eaa-9864-dd077fd19b0d"),
        ("base64", [" Fizz "], "IEZpenog"),
        ("base64", ["one, two, three"], "b25lLCB0d28sIHRocmVl"),
        ("base64ToString", ["b25lLCB0d28sIHRocmVl"], "one, two, three"),
        ("base64ToJson", ["eydvbmUnOiAnYScsICd0d28nOiAnYid9"], {"one": "a", "two": "b"}),
        ("base64ToJson", ["eyJvbmUiOiAiYSJ9"], {"one": "a"}),
        ("base64ToString", ["!"], FunctionError),
        ("dataUri", ["Hello"], "data:text/plain;charset=utf-8;base64,SGVsbG8="),
        ("dataUriToString", ["data:;base64,SGVsbG8sIFdvcmxkIQ=="], "Hello, World!"),
        ("dataUriToString", ["Hello"], FunctionError),
        ("uriComponent", ["http://contoso.com/resources/nested/azuredeploy.json"], "http%3A%2F%2Fcontoso.com%2Fresources%2Fnested%2Fazuredeploy.json"),
        ("uriComponentToString", ["http%3A%2F%2Fcontoso.com%2Fresources"], "http://contoso.com/resources"),
        ("uri", ["http://contoso.org/firstpath", "myscript.sh"], "http://contoso.org/myscript.sh"),
        ("uri", ["http://contoso.org/firstpath/", "myscript.sh"], "http://contoso.org/firstpath/myscript.sh"),
        ("uri", ["http://contoso.org/firstpath/azuredeploy.json", "myscript.sh"], "http://contoso.org/firstpath/myscript.sh"),
        ("uri", ["http://contoso.org/firstpath/azuredeploy.json/", "myscript.sh"], "http://contoso.org/firstpath/azuredeploy.json/myscript.sh"),
        ("uri", ["http://contoso.com/resources/", "nested/azuredeploy.json"], "http://contoso.com/resources/nested/azuredeploy.json"),
        ("buildUri", [{"scheme": "https"}], FunctionError),
        ("parseUri", ["https://a"], {"scheme": "https", "host": "a", "port": None}),
        ("format", ["{0}, {1}. Formatted number: {2:N0}", "Hello", "User", 8175133], "Hello, User. Formatted number: 8,175,133"),
        ("format", [">{0}<>{1}<>{2}<>{3}<>{4}<", False, 12948, "hello!", {"a": "b", "!c": 2}, [True, 2893, "abc"]], ">False<>12948<>hello!<>{'a':'b','!c':2}<>[true,2893,'abc']<"),
        ("format", ["{{{0}}}", "a"], "{a}"),
        ("format", ["[{0,5}|{0,-5}]", "ab"], "[   ab|ab   ]"),
        ("format", ["{0:D4}-{1:X}-{1:x2}-{2:F1}-{3:N2}", 42, 255, 3, -1234], "0042-FF-ff-3.0--1,234.00"),
        ("format", ["{1}", "a"], FunctionError),
        ("format", ["{0", "a"], FunctionError),
        ("format", ["{0:C}", 1], Undecided),
        ("format", ["{0}", {"a": "it's"}], "{'a':'it's'}"),
        ("add", [5, 3], 8),
        ("add", [2**63 - 1, 1], FunctionError),
        ("sub", [-(2**63), 1], FunctionError),
        ("mul", [5, 3], 15),
        ("mul", [2**62, 2], FunctionError),
        ("div", [6, 11], 0),
        ("div", [8, 3], 2),
        ("div", [-7, 2], -3),
        ("div", [1, 0], FunctionError),
        ("div", [-(2**63), -1], FunctionError),
        ("mod", [7, 3], 1),
        ("mod", [-7, 3], -1),
        ("mod", [7, -3], 1),
        ("mod", [7, 0], FunctionError),
        ("int", ["4"], 4),
        ("int", ["-4"], -4),
        ("int", ["four"], FunctionError),
        ("int", [" 4"], 4),
        ("int", ["9223372036854775808"], FunctionError),
        ("float", ["3.0"], 3.0),
        ("min", [[0, 3, 2, 5, 4]], 0),
        ("max", [0, 3, 2, 5, 4], 5),
        ("min", [[]], FunctionError),
        ("max", [["a"]], FunctionError),
        ("range", [5, 3], [5, 6, 7]),
        ("range", [0, 0], []),
        ("range", [0, 10_001], FunctionError),
        ("range", [2147483647, 1], [2147483647]),
        ("range", [2147483647, 2], FunctionError),
        ("range", [0, -1], FunctionError),
        ("bool", ["true"], True),
        ("bool", ["False"], False),
        ("bool", [1], True),
        ("bool", [0], False),
        ("bool", [2], True),
        ("bool", ["yes"], FunctionError),
        ("equals", [1, 1], True),
        ("equals", [1, "1"], False),
        ("equals", [1, True], False),
        ("equals", ["a", "A"], False),
        ("equals", [["a", "b"], ["a", "b"]], True),
        ("equals", [{"a": 1, "b": 2}, {"b": 2, "a": 1}], True),
        ("less", [1, 2], True),
        ("less", ["a", "b"], True),
        ("less", ["a", "B"], Undecided),
        ("less", ["a", 1], FunctionError),
        ("lessOrEquals", [2, 2], True),
        ("greater", [2, 10], False),
        ("greaterOrEquals", ["a-b", "a-b"], True),
        ("fail", ["x"], FunctionError),
        ("array", ["a"], ["a"]),
        ("array", [["a"]], ["a"]),
        ("array", [{"a": "b"}], [{"a": "b"}]),
        ("concat", ["prefix", "-", 5, True], "prefix-5True"),
        ("concat", [["1-1"], ["2-1", "2-2"]], ["1-1", "2-1", "2-2"]),
        ("concat", [], ""),
        ("concat", [["a"], "b"], FunctionError),
        ("contains", ["OneTwoThree", "e"], True),
        ("contains", ["OneTwoThree", "z"], False),
        ("contains", ["abc", "B"], False),
        ("contains", [{"one": "a"}, "ONE"], True),
        ("contains", [["one", "two"], "three"], False),
        ("contains", [[1, 2], "1"], False),
        ("createObject", ["a", 1, "b", [2]], {"a": 1, "b": [2]}),
        ("createObject", ["a"], FunctionError),
        ("createObject", [1, "a"], FunctionError),
        ("createObject", ["a", 1, "A", 2], {"a": 1, "A": 2}),
        ("createObject", ["a", 1, "a", 2], FunctionError),
        ("distinct", [["a", "b", "a", "c", 1, "1"]], ["a", "b", "c", 1, "1"]),
        ("empty", [None], True),
        ("empty", [[]], True),
        ("empty", [{}], True),
        ("empty", [""], True),
        ("empty", ["a"], False),
        ("first", [["one", "two"]], "one"),
        ("first", ["One Two"], "O"),
        ("first", [[]], None),
        ("first", [""], ""),
        ("last", [["one", "two"]], "two"),
        ("last", ["One Two"], "o"),
        ("flatten", [[["a", "b"], ["c", "d"], ["e", ["f"]]]], ["a", "b", "c", "d", "e", ["f"]]),
        ("flatten", [["a"]], FunctionError),
        ("indexOf", ["abcdef", "CD"], 2),
        ("indexOf", ["abcdef", "z"], -1),
        ("indexOf", [["one", "two", "three"], "one"], 0),
        ("indexOf", [["one"], "ONE"], -1),
        ("lastIndexOf", ["abcdefabcdef", "AB"], 6),
        ("lastIndexOf", [["a", "b", "a"], "a"], 2),
        ("intersection", [{"one": "a", "two": "b", "three": "c"}, {"one": "a", "two": "z", "three": "c"}], {"one": "a", "three": "c"}),
        ("intersection", [["one", "two", "three"], ["two", "three"]], ["two", "three"]),
        ("union", [{"one": "a", "two": "b", "three": "c1"}, {"three": "c2", "four": "d"}], {"one": "a", "two": "b", "three": "c2", "four": "d"}),
        ("union", [A, B], {"a": 1, "b": {"x": 1, "y": 3}, "c": [2], "d": 4}),
        ("union", [["one", "two", "three"], ["three", "four"]], ["one", "two", "three", "four"]),
        ("union", [{}, []], FunctionError),
        ("union", [{"a": 1}, {"A": 2}], {"A": 2}),
        ("items", [{"b": 1, "a": 2, "C": 3}], [{"key": "a", "value": 2}, {"key": "b", "value": 1}, {"key": "C", "value": 3}]),
        ("items", [{"abcKey": 1, "ABCKey": 2}], [{"key": "abcKey", "value": 1}, {"key": "ABCKey", "value": 2}]),
        ("objectKeys", [{"b": 1, "a": 2}], ["a", "b"]),
        ("shallowMerge", [[A, B]], {"a": 1, "b": {"y": 3}, "c": [2], "d": 4}),
        ("shallowMerge", [[1]], FunctionError),
        ("join", [["one", "two", "three"], ","], "one,two,three"),
        ("join", [["abc", 123, True], "/"], "abc/123/True"),
        ("join", [[{}], "/"], FunctionError),
        ("json", ['{"a": "b", "c": [1, null]}'], {"a": "b", "c": [1, None]}),
        ("json", ["null"], None),
        ("json", ["{"], FunctionError),
        ("json", ["{'a': 'it\\'s \"so\"', \"b'\": \"'\"}"], {"a": "it's \"so\"", "b'": "'"}),
        ("json", ["{'a': 'b}"], FunctionError),
        ("json", ["{a: 1}"], {"a": 1}),
        ("json", ["[" * 5000 + "]" * 5000], FunctionError),
        ("length", [["one", "two", "three"]], 3),
        ("length", ["One Two Three"], 13),
        ("length", [{"a": 1, "b": 2}], 2),
        ("length", ["\U0001f600"], 2),
        ("skip", [["one", "two", "three"], 2], ["three"]),
        ("skip", ["one two three", 4], "two three"),
        ("skip", [[1], 5], []),
        ("skip", [[1], -1], [1]),
        ("take", [["one", "two", "three"], 2], ["one", "two"]),
        ("take", ["one two three", 2], "on"),
        ("take", [[1], -1], []),
        ("indexFromEnd", [[1, 2, 3], 1], 3),
        ("indexFromEnd", [[1, 2, 3], 4], FunctionError),
        ("string", [{"valueA": 10, "valueB": "Example"}], '{"valueA":10,"valueB":"Example"}'),
        ("string", [["a", "b", "c"]], '["a","b","c"]'),
        ("string", [5], "5"),
        ("string", ["a"], "a"),
        ("startsWith", ["abcdef", "AB"], True),
        ("startsWith", ["abcdef", "e"], False),
        ("endsWith", ["abcdef", "EF"], True),
        ("like", ["demo-web-01", "Demo-*-0*"], True),
        ("like", ["demo", "d"], False),
        ("like", ["demo", "*emo*"], True),
        ("like", ["aba", "ab*ba"], False),
        ("like", ["demo", "dem?"], False),
        ("padLeft", ["123", 10, "0"], "0000000123"),
        ("padLeft", [123, 5], "  123"),
        ("padLeft", ["12345", 3, "0"], "12345"),
        ("padLeft", ["1", 3, "ab"], FunctionError),
        ("replace", ["123-123-1234", "-", ""], "1231231234"),
        ("replace", ["123-123-1234", "1234", "xxxx"], "123-123-xxxx"),
        ("replace", ["aA", "a", "b"], "bA"),
        ("replace", ["a", "", "b"], FunctionError),
        ("split", ["one,two,three", ","], ["one", "two", "three"]),
        ("split", ["one;two,three", [",", ";"]], ["one", "two", "three"]),
        ("split", ["a", ""], ["a"]),
        ("substring", ["one two three", 4, 3], "two"),
        ("substring", ["abc", 1], "bc"),
        ("substring", ["abc", 3], ""),
        ("substring", ["abc", 4], FunctionError),
        ("substring", ["abc", 2, 2], FunctionError),
        ("substring", ["abc", -1], FunctionError),
        ("toLower", ["One Two"], "one two"),
        ("toUpper", ["One Two"], "ONE TWO"),
        ("toUpper", ["straße"], "STRAßE"),
        ("trim", ["    one two three   "], "one two three"),
        ("cidrSubnet", ["10.144.0.0/20", 24, 0], "10.144.0.0/24"),
        ("cidrSubnet", ["10.144.0.0/20", 24, 15], "10.144.15.0/24"),
        ("cidrSubnet", ["10.144.0.0/20", 24, 16], FunctionError),
        ("cidrSubnet", ["10.144.0.0/20", 16, 0], FunctionError),
        ("cidrSubnet", ["fdad:3236:5555::/48", 52, 1], "fdad:3236:5555:1000::/52"),
        ("cidrHost", ["10.144.3.0/24", 0], "10.144.3.1"),
        ("cidrHost", ["10.144.3.0/24", 4], "10.144.3.5"),
        ("cidrHost", ["10.144.3.0/24", 254], FunctionError),
        ("cidrHost", ["fdad:3236:5555:3000::/52", 0], "fdad:3236:5555:3000::1"),
        ("cidrHost", ["10.0.0.0", 0], FunctionError),
        ("parseCidr", ["10.144.0.0/20"], {"network": "10.144.0.0", "netmask": "255.255.240.0", "broadcast": "10.144.15.255", "firstUsable": "10.144.0.1", "lastUsable": "10.144.15.254", "cidr": 20}),
        ("parseCidr", ["fdad:3236:5555::/48"], {"network": "fdad:3236:5555::", "netmask": "ffff:ffff:ffff::", "firstUsable": "fdad:3236:5555::", "lastUsable": "fdad:3236:5555:ffff:ffff:ffff:ffff:ffff", "cidr": 48}),
        ("parseCidr", ["10.0.0.300/8"], FunctionError),
        ("dateTimeAdd", ["2024-01-01 00:00:00Z", "P1Y"], "2024-12-31T00:00:00Z"),
        ("dateTimeAdd", ["2023-02-01 00:00:00Z", "P1M"], "2023-03-03T00:00:00Z"),
        ("dateTimeAdd", ["2020-04-07 14:53:14Z", "P3Y", "yyyy-MM-dd HH:mm:ss"], "2023-04-07 14:53:14"),
        ("dateTimeAdd", ["2020-04-07 14:53:14Z", "-P9D", "d"], "03/29/2020"),
        ("dateTimeAdd", ["2020-04-07 14:53:14Z", "PT1H", "u"], "2020-04-07 15:53:14Z"),
        ("dateTimeAdd", ["2020-04-07T14:53:14+02:00", "PT1H", "HH:mm"], "15:53"),
        ("dateTimeAdd", ["2020-04-07 14:53:14", "PT1H"], "2020-04-07T15:53:14Z"),
        ("dateTimeAdd", ["2020-04-07 14:53:14Z", "1 day"], FunctionError),
        ("dateTimeAdd", ["2020-13-07 14:53:14Z", "P1D"], FunctionError),
        ("dateTimeAdd", ["9999-12-31 00:00:00Z", "P9D"], FunctionError),
        ("dateTimeAdd", ["2020-04-07 14:53:14Z", "P1D", "dddd"], "Wednesday"),
        ("dateTimeFromEpoch", [1683040573], "2023-05-02T15:16:13Z"),
        ("dateTimeToEpoch", ["2023-05-02T15:16:13Z"], 1683040573),
        ("tenantResourceId", ["Microsoft.Authorization/policyDefinitions", "p"], "/providers/Microsoft.Authorization/policyDefinitions/p"),
        ("tenantResourceId", ["Ns.T/u/", "p"], "/providers/Ns.T/u/p"),
        ("tenantResourceId", ["Ns.T/u/v", "p"], FunctionError),
        ("extensionResourceId", ["/subscriptions/s", "Microsoft.Authorization/locks", "l"], "/subscriptions/s/providers/Microsoft.Authorization/locks/l"),
    ],
)  # fmt: skip
def test_function(name, arguments, expected):
    if expected in (FunctionError, Undecided):
        with pytest.raises(expected):
            call(name, *arguments)
    else:
        found = call(name, *arguments)
        assert found == expected
        assert type(found) is type(expected)


def test_arguments_are_never_changed():
    one, other = {"a": {"x": [1]}}, {"a": {"y": 2}}
    call("union", one, other)
    call("shallowMerge", [one, other])
    call("concat", [1], [2])
    assert (one, other) == ({"a": {"x": [1]}}, {"a": {"y": 2}})


def test_no_message_shows_a_text():
    for name, arguments in [
        ("int", ["hunter2"]),
        ("json", ["{hunter2"]),
        ("parseCidr", ["hunter2/8"]),
        ("base64ToString", ["hunter2!"]),
        ("dateTimeAdd", ["2020-01-01Z", "hunter2"]),
        ("fail", ["hunter2"]),
        ("bool", ["hunter2"]),
    ]:
        with pytest.raises(FunctionError) as error:
            call(name, *arguments)
        assert "hunter2" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("padLeft", ["x", 2_000_000_000]),
        ("replace", ["a" * 2_000_000, "a", "b" * 2_000_000]),
        ("format", ["{0,999999999}", "x"]),
        ("format", ["{0:D999999999}", 1]),
        ("format", ["{0}" * 100_000, "x" * 1000]),
        ("join", [["x" * 1000] * 10_000, ","]),
        ("concat", ["x" * 4_000_000, "x" * 4_000_000]),
        ("uriComponent", ["é" * 1_000_000]),
    ],
)
def test_what_no_template_can_hold_is_refused_before_it_is_made(name, arguments):
    with pytest.raises(FunctionError, match=r"4 MB|131,072|1 to 16"):
        call(name, *arguments)


@pytest.mark.parametrize("name", ["guid", "uniqueString"])
def test_texts_to_hash_are_put_together_before_so_they_have_the_limit_of_results(name):
    half = "a" * 65_536
    for arguments in (["a" * 131_072], ["a" * 131_071, ""], [half, half[1:]], ["\u00e9" * 131_072]):
        assert call(name, *arguments)
    for arguments in (["a" * 131_073], ["a" * 131_072, ""], [half, half], ["\U0001f600" * 65_537]):
        with pytest.raises(FunctionError, match="131,072"):
            call(name, *arguments)


@pytest.mark.slow
def test_large_arrays_take_about_as_long_as_they_are():
    many = [{"n": number} for number in range(50_000)]
    assert len(call("intersection", many, many)) == 50_000
    assert len(call("union", many, many)) == 50_000
    assert len(call("distinct", [*many, *many])) == 50_000
    assert call("indexOf", many, {"n": 49_999}) == 49_999
    assert len(call("split", ",;" * 500_000, [",", ";"])) == 1_000_001
