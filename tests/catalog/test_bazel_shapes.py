"""Statements that are read by their shapes say what Python's parser says of the whole text, line by line."""

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.catalog import bazel_python, bazel_shapes
from juncture.catalog.bazel import Label, read
from juncture.catalog.bazel_holes import labels
from juncture.catalog.bazel_syntax import Assignment
from juncture.facts.problem import InputError

STRINGS = [
    '"a"', "'a'", '""', "''", '"#"', '"it\'s"', "'\"'", '"["', '"]"', '"[1]"', '"é"', '"\\n"', '"\\d"', '"\\x41"',
    'r"\\d"', 'b"a"', 'f"{a}"', 'f"a"', 'u"a"', '"""a"""', '"""a\nb"""', "'''a\nb'''", '"""\nf(name = "in")\n"""',
    '"a" "b"', '"a"  # c\n  "b"', '"a""b"', '("a")', '"a\\\nb"', '"\x1a"', '"\tb"', '"a', '"""a', '"\\N{DASH}"',
]  # fmt: skip
SPACES = ["", " ", "\n", "\n    ", "\t", '  # it\'s a "comment"\n', "\n\n", "\n# [\n", " \\\n"]
VALUES = ["A", "True", "1", "A + B", "[x for x in y]", "a.b", "{'a': ['b']}", '{"a": "b", "c": ["d", "e"]}', "*a", "-1"]
LINES = [
    "# don't", '# "', '"""long\nf(name = "in")\n"""', "'doc'", "pass", "if x:\n    f(name = 'no')\nelse:\n    pass",
    "def f():\n    g(name = \"no\")", "[f(name = n) for n in [\"a\"]]", "(f)(name = 'p')", "(\nf(name = 'p'))",
    "é('a')", "a = b = ['c']", "a, b = 'c', 'd'", "a += ['b']", "  f()", ")", "x.y(name = 'a')", "f()\\", "@f",
    "\x0c", "",
]  # fmt: skip

spaces = st.sampled_from(SPACES)
strings = st.sampled_from(STRINGS)


@st.composite
def lists(draw, items):
    written = [draw(items) for _ in range(draw(st.integers(0, 3)))]
    return f"[{draw(spaces)}{(',' + draw(spaces)).join(written)}{draw(st.sampled_from(['', ',']))}{draw(spaces)}]"


plain = strings | lists(strings)
values = plain | lists(plain | st.sampled_from(VALUES)) | st.sampled_from(VALUES)
sums = st.builds("{} + {}".format, values, values)
selects = st.builds('select({{"a": {}, {}: {}}})'.format, values, strings, values)


@st.composite
def calls(draw):
    arguments = [draw(plain) for _ in range(draw(st.integers(0, 2)))]
    for name in draw(st.lists(st.sampled_from(["name", "srcs", "deps", "visibility", "cmd"]), max_size=4)):
        arguments.append(f"{name} ={draw(st.sampled_from([' ', '']))}{draw(values | sums | selects)}")
    kind = draw(st.sampled_from(["rule", "load", "package", "select"]))
    return f"{kind}({draw(spaces)}{(',' + draw(spaces)).join(arguments)}{draw(spaces)})"


assignments = st.builds("{} = {}".format, st.sampled_from(["A", "B"]), values | sums | selects)
texts = st.lists(calls() | assignments | st.sampled_from(LINES), max_size=5).map("\n".join)


def seen(statements):
    """Return what statements call and assign with every string in its line."""
    found = []
    for statement in statements:
        said = statement.said

        def expression(value, statement=statement):
            parts = [part if isinstance(part, str) else labels(part, statement) for part in value.parts]
            entries = [(labels(key, statement), expression(item)) for key, item in value.entries]
            flat = [each for part in parts for each in ([part] if isinstance(part, str) else part)]
            return flat, value.is_plain, entries

        if isinstance(said, Assignment):
            found.append((said.name, statement.line, expression(said.value)))
        else:
            words = [label for word in said.words for label in labels(word, statement)]
            named = {name: expression(value) for name, value in said.given.items()}
            found.append((said.kind, statement.line, words, said.names, named, said.is_open))
    return found


@given(texts)
def test_shapes_say_what_the_parser_says_of_the_whole(text):
    try:
        by_shape = seen(bazel_shapes.statements(text))
    except (bazel_shapes.UnclearError, *bazel_python.REFUSALS):
        return  # the whole is parsed then
    assert by_shape == seen(bazel_python.statements(text))


@pytest.mark.parametrize("text", [*LINES[:4], "load('a', 'b')", 'rule(name = "a", cmd = """\nb(\nc(name = "c")\n""")'])
def test_common_texts_need_not_be_parsed_as_a_whole(text):
    seen(bazel_shapes.statements(f'{text}\nrule(name = "r", deps = ["a"])  # b\n'))


@pytest.mark.parametrize(
    ("deps", "found"),
    [
        ('["a", "b"]', [("a", 1), ("b", 1)]),
        ('[\n    "a",\n\n    "b",\n]', [("a", 2), ("b", 4)]),
        ('[\n    "a",  # not "x"\n    # "y",\n    "b",\n]', [("a", 2), ("b", 4)]),
        ('["a]", "[b", "#c", "d\'s"]', [("a]", 1), ("[b", 1), ("#c", 1), ("d's", 1)]),
        ('["a"\n    "b"]', [("ab", 1)]),
        ('["a" "b", "c"\n]', [("ab", 1), ("c", 1)]),
        ("['a', \"b\", r\"\\c\", '''d\ne''', \"f\"]", [("a", 1), ("b", 1), ("\\c", 1), ("d\ne", 1), ("f", 2)]),
        ('["""a\n# b\nc""", "d"]', [("a\n# b\nc", 1), ("d", 3)]),
        ('["a\\x41", "\\"b\\""]', [("aA", 1), ('"b"', 1)]),
        ('["a\\\nb", "c"]', [("ab", 1), ("c", 2)]),
        ('\\\n["a"]', [("a", 2)]),
        ('["a"] + \\\n["b"]', [("a", 1), ("b", 2)]),
        ('["a"]\t+ [\n\t"b"\n]', [("a", 1), ("b", 2)]),
        ('glob(["x"]) + ["a"] + f("y", g(["z"]))', [("a", 1)]),
        ('[] + select({"x": ["a"], "y": [] + ["b"]})', [("a", 1), ("b", 1)]),
        ('[\n"a",\nB, f("c"),\n"d"]', [("a", 2), ("d", 4)]),
        ('["é", "\x1a"]', [("é", 1), ("\x1a", 1)]),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_strings_of_every_kind_have_their_text_and_line(deps, found, newline):
    text = f'rule(name = "r", deps = {deps})\nrule(name = "s", deps = ["last"])\n'
    target, last = read("a/BUILD", text.replace("\n", newline).encode()).targets
    assert [(label.text, label.line) for label in target.dependencies] == found
    assert last.dependencies == (Label("last", text.count("\n")),)


@pytest.mark.parametrize(
    "text",
    [
        'rule(name = "a"',
        'rule(name = "a"))',
        'rule(name = "a',
        'rule(name = "a\n")',
        'rule(name = """a)\n',
        'rule(deps = ["a" ["b"])',
        'rule(deps = ["a",, "b"])',
        "rule(deps = [,])",
        'rule(name = "a", "b")',
        'rule(name = "\\x4")',
        'rule(name = f"{")',
        'rule(name = b"é")',
        'rule(name = "a" b"b")',
        "rule(name = 01)",
        '  rule(name = "a")',
        "else:\n    pass",
        'rule(name = "a") rule(name = "b")',
        'rule(name = "a")\0',
        "# \0",
        'rule(deps = ["[", "]"] "x" 1)',
        "lambda = 1",
        "rule(deps = [\x1a])",
        "rule(if = 1)",
        '["a"] = b',
        "\ufeff\ufeffrule()",
    ],
)
def test_what_does_not_parse_is_refused_as_a_whole(text):
    good = 'rule(name = "good")\n'
    with pytest.raises(InputError) as refused:
        read("a/BUILD", f"{good}{text}\n{good}".encode())
    with pytest.raises(bazel_python.REFUSALS) as error:
        list(bazel_python.statements(f"{good}{text}\n{good}"))
    assert refused.value.problems[0].line == (getattr(error.value, "lineno", None) or 0)


def test_statements_inside_of_others_are_none():
    text = textwrap.dedent('''\
        X = """
        rule(name = "in a string")
        """
        [
        rule(name = "in a comprehension")
        for one in two]
        def macro():
            rule(name = "in a function")
        if X:
            rule(name = "in a condition")
        Y = 1 + \\
        rule(name = "continued")
        rule(name = "real"); rule(name = "same line")
        ''')
    targets = read("a/BUILD", text.encode()).targets
    assert [(target.name, target.line) for target in targets] == [("real", 13), ("same line", 13)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('rule(name = "[", srcs = "]")', [("[", ("]",), 1)]),
        ('rule(name = "a"); rule(name = "b")', [("a", (), 1), ("b", (), 1)]),
        ('(\nrule(name = "a"))', [("a", (), 2)]),
    ],
)
def test_strings_that_look_like_a_list_and_lines_that_begin_no_statement_or_two(text, found):
    targets = read("a/BUILD", text.encode()).targets
    assert [(target.name, target.sources, target.line) for target in targets] == found


def test_a_byte_order_mark_and_bytes_that_are_no_text_do_no_harm():
    content = b'\xef\xbb\xbfrule(name = "a", deps = ["\xff"])\n'
    assert read("a/BUILD", content).targets[0].dependencies == (Label("\ufffd", 1),)


@pytest.mark.parametrize(("depth", "is_read"), [(60, True), (61, False)])
def test_brackets_nest_to_a_depth_whatever_closes_before(depth, is_read):
    text = '"))"\nrule(name = "n", cmd = ' + "[" * (depth - 1) + "]" * (depth - 1) + ")\n"
    if is_read:
        assert read("a/BUILD", text.encode()).targets[0].name == "n"
    else:
        with pytest.raises(InputError, match="nested too deep"):
            read("a/BUILD", text.encode())
