"""Random expressions that are put to Azure's own engine, and how its answer is compared with ours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from generator.language.expressions.functions import FUNCTIONS, LAMBDA_NAMES, Function
from generator.language.expressions.tree import Call, Index, Number, Property, Text, to_text

PLAIN = ["", "a", "A", "b", "ab", "aB-c", "a.b", " a ", "x/y", "1", "-7", "1.5", "true", "[x]", "{", "'", '"', "a,b;c",
         "\u00e9", "E\u0301", "\u00df", "\u0130\u0131", "\U0001f600", "a\U0001f600b", "\u03a3\u03b1\u03c2", "a\tb", "\n", "%41+%C3%A9", "\\"]  # fmt: skip
NUMBERS = ["0", "1", "-1", "2", "3", "7", "16", "17", "24", "33", "255", "1000", "2147483647", "-2147483648",
           "2147483648", "12345678901234567", "9223372036854775807", "-9223372036854775808"]  # fmt: skip
NETWORKS = ["10.0.0.0/8", "10.1.2.3/24", "10.144.0.0/20", "192.168.0.1/31", "1.2.3.4/32", "0.0.0.0/0", "fd00::/48",
            "2001:db8::1/64", "::1/128", "::ffff:1.2.3.4/96", "::/0", "10.0.0.0/33", "10.0.0/8", "256.0.0.0/8",
            "10.0.0.0/255.255.0.0", "10.0.0.0/0.0.0.255", "x/8", "10.0.0.0/ 8", "fe80::1%1/64"]  # fmt: skip
DATES = ["2024-01-31T10:20:30Z", "2024-02-29", "2024-12-31T23:59:59.9999999Z", "2024-01-01T00:00:00+02:00", "2024-01-01 10:00:00Z",
         "2024-1-2", "2024-02-30", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "1/2/2024 3:04 PM", "20240131T102030Z",
         "Wed, 31 Jan 2024 10:00:00 GMT", "31 January 2024", "2024-01-31T10:20Z", "2024-01-31T10:20:30.123-08:00", "x", "20240131"]  # fmt: skip
DURATIONS = [
    "P1D",
    "-P1M",
    "P1Y2M3DT4H5M6S",
    "PT1.5S",
    "PT0S",
    "P13M",
    "P1W",
    "PT",
    "P",
    "x",
    "PT36H",
    "P2147483648D",
]
DATE_FORMATS = ["yyyy-MM-dd", "d", "D", "f", "F", "g", "G", "m", "o", "r", "s", "t", "T", "u", "U", "y", "", "%d", "dddd ddd d",
                "MMMM MMM M", "hh:mm:ss.fff tt", "FFF", "zzz", "K z zz", "'at' HH", "yyyyMMddTHHmmssZ", "q", "\\d", "yyyy\"", "yyyyyy yy"]  # fmt: skip
JSON_TEXTS = ['{"a":1,"b":[1,2]}', "[1,2.5,null,true]", "{a:1}", "{'a':'b'}", "1.0", "1e3", "017", "0x1F", "null", "nul", "[1,,2]",
              '{"a":1} x', "{", "[", '"a\\u0041"', "NaN", "-0.0", "9223372036854775808", "/* c */ 1", '{"a":1,"A":2,"a":3}', "1 2", "", " ",
              "[[[]]]", '{"x":{"y":{"z":"\\ud83d\\ude00"}}}', "undefined", "tru", '"a', "01", "1.", ".5", "-", "+1"]  # fmt: skip
ADDRESSES = ["https://a.com/b/c", "http://A.com:80/B/", "https://a.com", "https://a.com:8443/b?x=1#f", "ftp://a/b/", "https://u:p@a.com/",
             "https://a.com/b c", "https://a.com//b//", "https://a.com/%7Eb/%41", "a.com", "/a/b", "", "https://a_b.com/x", "https://a.com/./b/../c/", "https://a.com/b#f", "https://a.com#"]  # fmt: skip
RELATIVES = ["c", "/c", "../c", "./c/", "c d", "c%20d", "c?x=a b", "#f", "?q", "", "//x.com/c", "http://x.com/z", "\u00e9", "c//d", "c\\d", "c<d>", "..", "c/../..", "c:d", "%2e%2e/x"]  # fmt: skip
PATTERNS = ["{0}", "{0}-{1}", "{1}{0}", "{{0}}", "{0,5}|{0,-5}", "{0:D3}", "{0:N0}", "{0:N2}", "{0:X}", "{0:x4}", "{0:F1}", "{0:E2}", "{0:G3}", "{0:g}", "{0:r}", "{0:e1}",
            "{0:000}", "{0:#,##0.00}", "{0:0.##}", "{0:(0);-0;zero}", "{0", "}", "{a}", "{2}", "{0:B8}", "{0:R}", "{0:00-00}", "{0:'x'0}", "{0:Q}", "{0,3:D2}", "{0:0%}", "{0:#}", "{0:0,}"]  # fmt: skip
BASE64 = ["YQ==", "e30=", "YQ", "8J+YgA==", "/w==", "Y Q==", "!", "", "MQ=="]
DATA_URIS = ["data:,a%20b", "data:;base64,YQ==", "data:text/plain;charset=utf-8;base64,YQ==", "data:a", "data:text/plain;charset=foo,a", "data:,a+b", "DATA:;base64,YQ=="]  # fmt: skip
TYPES = [
    "Microsoft.Storage/storageAccounts",
    "Microsoft.Network/virtualNetworks/subnets",
    "Microsoft.Resources/resourceGroups",
    "A.B/c/",
    "A.B",
]
GUID = "01234567-89ab-cdef-0123-456789abcdef"

FITTING: dict[str, list[list[str]]] = {
    "parsecidr": [NETWORKS],
    "cidrsubnet": [NETWORKS],
    "cidrhost": [NETWORKS],
    "datetimeadd": [DATES, DURATIONS, DATE_FORMATS],
    "datetimetoepoch": [DATES],
    "json": [JSON_TEXTS],
    "uri": [ADDRESSES, RELATIVES],
    "parseuri": [ADDRESSES],
    "format": [PATTERNS],
    "base64tostring": [BASE64],
    "base64tojson": [BASE64],
    "datauritostring": [DATA_URIS],
    "float": [["1.5", "-2", "1e3", "1,000.5", "x", "", " 5 ", ".5"]],
    "int": [["1", " 5 ", "+3", "1.0", "", "9223372036854775808"]],
    "bool": [["true", " False ", "1", "yes", ""]],
    "resourceid": [[*TYPES, GUID, "g"], [*TYPES, "n", ""], ["n", "m", ""], ["n", ""]],
    "subscriptionresourceid": [[*TYPES, GUID, "g"], [*TYPES, "n", ""], ["n", ""]],
    "managementgroupresourceid": [["mg", *TYPES], [*TYPES, "n"], ["n", ""]],
    "tenantresourceid": [TYPES, ["n", "m/n", ""], ["n", ""]],
    "extensionresourceid": [["/subscriptions/s/resourceGroups/g", "/a", "a/b/", ""], TYPES, ["n", ""], ["n"]],
    "resourcegroup": [["g", "g/h", "", GUID], ["g", "g/h", ""]],
    "managementgroup": [["g", "g/h", "/", ""]],
    "subscription": [[GUID, "x"]],
    "like": [["abc", "a.c"], ["a*", "*", "a?c", "A*C"]],
    "split": [["a,b;c", ",,", "", "a"], [",", ";", "", "b;"]],
    "padleft": [["a", "12", ""], ["0", " ", "ab", ""]],
    "createobject": [["a", "b", "A", ""], ["x"], ["a", "b", "c"], ["x"], ["d"], ["x"]],
}  # fmt: skip
"""What texts a function is given mostly, argument by argument; the last list for all that follow."""

_LEFT_OUT = {
    "newguid", "utcnow", "deployer", "environment", "externalinput", "externalinputs", "lambda",
    "lambdavariables", "parameters", "variables", "fail", "deployment",
}  # fmt: skip
CALLED = [
    item
    for item in FUNCTIONS.values()
    if item.name.lower() not in _LEFT_OUT and item.kind != "run-time"
]
LEAVES = {
    "string": st.sampled_from(PLAIN).map(Text),
    "int": st.sampled_from(NUMBERS).map(Number),
    "number": st.sampled_from(
        [
            "1.5",
            "-0.0",
            "2.0",
            "1e30",
            "0.1",
            "123456789.5",
            "1e15",
            "1e17",
            "-1e-5",
            "12345678901234567.0",
            "01",
            "9223372036854775808",
            "NaN",
        ]
    ).map(lambda text: Call("json", (Text(text),))),
    "bool": st.sampled_from([Call("true"), Call("false")]),
    "null": st.just(Call("null")),
    "any": st.sampled_from(
        [
            Property(Call("reference", (Text("x"), Text("2020-01-01"))), "a"),
            Call("reference", (Text("x"), Text("2020-01-01"))),
            Call("listKeys", (Text("x"), Text("2020-01-01"))),
            Call("less", (Text("a"), Text("_"))),
        ]
    ),
    "array": st.sampled_from(
        [
            Call("createArray"),
            Call("range", (Number("0"), Number("3"))),
            Call("createArray", (Text("b"), Text("a"), Text("A"))),
            Call("createArray", (Number("3"), Number("1"), Number("3"))),
            Call("parameters", (Text("arr"),)),
        ]
    ),
    "object": st.sampled_from(
        [
            Call("createObject"),
            Call("parameters", (Text("obj"),)),
            Call("createObject", (Text("a"), Number("1"), Text("B"), Text("x"))),
            Call("createObject", (Text("A"), Call("null"), Text("c"), Call("createObject"))),
        ]
    ),
}
ANY = ["string", "string", "int", "int", "number", "bool", "null", "array", "object"]


@st.composite
def calls(draw, kinds=frozenset({"any"}), depth=3, inside=()):
    """Draw an expression of one of these types, or now and then of another one."""
    kind = draw(st.sampled_from(sorted(kinds)))
    if draw(st.integers(0, 40)) == 0:
        return draw(LEAVES["any"])
    if kind == "any" or draw(st.integers(0, 60)) == 0:
        kind = draw(st.sampled_from(ANY))
    if inside and draw(st.integers(0, 2)) == 0:
        return Call("lambdaVariables", (Text(draw(st.sampled_from(inside))),))
    if depth == 0 or draw(st.integers(0, 2)) == 0:
        return draw(LEAVES.get(kind, LEAVES["string"]))
    fitting = [item for item in CALLED if {kind, "any"} & {*item.gives.split("|")}]
    function = draw(st.sampled_from(fitting or CALLED))
    call = draw(call_of(function, depth - 1, inside))
    steps = st.sampled_from(
        [None] * 6 + [Property(call, "a"), Index(call, Number("0")), Index(call, Text("B"))]
    )
    return draw(steps) or call


@st.composite
def call_of(draw, function: Function, depth: int, inside=()):
    """Draw a call of one function."""
    most = function.least + 2 if function.most is None else function.most
    count = draw(st.integers(function.least, max(most, function.least)))
    if draw(st.integers(0, 60)) == 0:
        count = draw(st.integers(0, most + 1))
    name = function.name.lower()
    if name == "createobject":
        count += count % 2
    arguments = tuple(draw(argument(name, function, at, depth, inside)) for at in range(count))
    return Call(function.name, arguments)


@st.composite
def argument(draw, name: str, function: Function, at: int, depth: int, inside):
    """Draw one argument."""
    kinds = function.type_at(at) if function.takes else frozenset({"any"})
    if "lambda" in kinds:
        least, most = LAMBDA_NAMES[name]
        names = ["x", "i", "z"][: draw(st.integers(least, most))]
        wanted = frozenset({"bool"}) if name in {"filter", "sort"} else frozenset({"any"})
        if name in {"toobject", "groupby"} and at == 1:
            wanted = frozenset({"string"})
        body = draw(calls(wanted, min(depth, 2), (*inside, *names)))
        return Call("lambda", (*map(Text, names), body))
    fitting = FITTING.get(name)
    if fitting and draw(st.integers(0, 9)):
        # Texts that fit stand for those arguments that are texts.
        texts = fitting[min(at, len(fitting) - 1)]
        if "string" in kinds or "any" in kinds:
            return Text(draw(st.sampled_from(texts)))
    return draw(calls(kinds, depth, inside))


EXPRESSIONS = st.sampled_from(CALLED).flatmap(lambda function: call_of(function, 2)).map(to_text)


@dataclass(frozen=True)
class Answer:
    """What is made of an expression: 'refused', 'open' or 'value', and what there is to see."""

    kind: str
    value: Any = None


_TOLERATED = (
    "a slash and the length of its prefix follow",
    "which makes it octal",
    "before the type in a deployment to",
    "is no id of a subscription",
)
"""Refusals of ours of what the engine takes and is surely a mistake."""
_UNJUDGED = ("invalid UTF-16", "configured depth of 64", "the compiler died")
"""Refusals that say nothing of the expression: what stands between us and the engine fails."""


def difference(engine: Answer, ours: Answer, same: bool) -> str:
    """Name what differs between two answers; nothing where they agree or one knows less."""
    if engine.kind == "refused" and any(word in engine.value for word in _UNJUDGED):
        return ""
    if ours.kind == "refused" and any(word in ours.value for word in _TOLERATED):
        return ""
    if engine.kind == ours.kind == "value":
        return "" if same else "another value"
    if "open" in {engine.kind, ours.kind}:
        return ""
    return "" if engine.kind == ours.kind else f"engine {engine.kind}, ours {ours.kind}"
