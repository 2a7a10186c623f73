"""Cheap signs decide which files are parsed: what is written in an unusual way is found all the same."""

import pytest

from juncture.code.constants import Named
from juncture.code.language import every, language, pattern
from juncture.code.model import Value
from juncture.code.source import read, read_test
from juncture.code.spotted import spotted
from juncture.code.words import may_hold_hosts
from juncture.facts.problem import InputError

SPREAD = {
    "go, a qualifier on the line before": (
        "a.go",
        'package a\nimport pb "shop/cart"\nvar c = pb.\n\tNewCartClient(conn)\n',
        "references",
    ),
    "go, an own helper with the variable as its second argument": (
        "a.go",
        'package a\nvar c = mustEnv(load(),\n\t"CART_ADDR")\n',
        "env",
    ),
    "go, the variable as a constant": (
        "a.go",
        'package a\nconst Addr = "CART_ADDR"\nvar a, ok = os.LookupEnv(Addr)\n',
        "env",
    ),
    "java, an own helper": ("A.java", 'class A { String a = Config.readEnv("CART_ADDR"); }\n', "env"),
    "python, an index over lines": ("a.py", "import os\na = os.environ[\n    'CART_ADDR'\n]\n", "env"),
    "python, a helper with a type": ("a.py", "a = env.str(\n    'CART_ADDR')\n", "env"),
    "typescript, over lines": ("a.ts", "const a = process\n  .env\n  .CART_ADDR;\n", "env"),
    "typescript, an index": ("a.ts", "const a = process.env['CART_ADDR'];\n", "env"),
    "typescript, a pattern with a type": ("a.ts", "const { CART_ADDR }: Env =\n  process.env;\n", "env"),
    "typescript, a helper with a type": ("a.ts", "const a = getEnv<string>(`CART_ADDR`);\n", "env"),
    "c#, an index": ("A.cs", 'class A { string a = Configuration ["CART_ADDR"]; }\n', "env"),
    "rust, a path": ("a.rs", 'fn f() { std::env::var ("CART_ADDR"); }\n', "env"),
}


@pytest.mark.parametrize(("path", "text", "what"), SPREAD.values(), ids=SPREAD.keys())
def test_what_is_spread_over_lines_is_found(path: str, text: str, what: str) -> None:
    assert len(getattr(read(path, text.encode()), what)) == 1


HOSTS = (
    "f('http://cart:80')",
    "f('x+http://cart:80')",
    "f('https+http://cart/')",
    "f('http://www.example.com/')",
    "f('http://cart.shop.svc.cluster.local')",
    "see http://localhost:80 and grpc://pay:1",
    "a://b://http://cart/",
    "://",
)


@pytest.mark.parametrize("text", HOSTS)
def test_hosts_are_looked_for_only_where_a_scheme_ends(text: str) -> None:
    assert may_hold_hosts(text, spotted(language("python"), text)) == (
        pattern(every().addresses["url"]).search(text) is not None
    )


CONSTANTS = {
    "go, in a block": (
        "a.go",
        'package a\n// The queue.\nconst (\n\ta = iota\n\tOrders = "orders"\n)\n',
        ("Orders", Value("literal", "orders")),
    ),
    "go, a function": (
        "a.go",
        'package a\nfunc topic() string {\n\treturn "orders"\n}\n',
        ("topic", Value("literal", "orders")),
    ),
    "go, another name": (
        "a.go",
        "package a\nvar orderTopic = shop.Orders\n",
        ("orderTopic", Value("name", "shop.Orders")),
    ),
    "java": (
        "A.java",
        'class Topics { static final String ORDERS =\n    "orders"; }\n',
        ("ORDERS", Value("literal", "orders")),
    ),
    "python": ("a.py", 'TOPIC = ("orders")\n', ("TOPIC", Value("literal", "orders"))),
    "typescript, an enum": (
        "a.ts",
        "export enum Queue {\n  Orders = 'orders',\n}\n",
        ("Queue.Orders", Value("literal", "orders")),
    ),
    "c++, in braces": ("a.cc", '// topic\nconst char orders[]{"orders"};\n', ("orders", Value("literal", "orders"))),
}


@pytest.mark.parametrize(("path", "text", "expected"), CONSTANTS.values(), ids=CONSTANTS.keys())
def test_a_constant_of_a_file_that_does_nothing_else(path: str, text: str, expected: tuple[str, Value]) -> None:
    assert read(path, text.encode()).topical
    found = Named([expected[0]])(path, text.encode()).constants
    assert expected in [(one.name, one.value) for one in found], found


def test_no_edge_starts_at_a_test_and_none_is_looked_for() -> None:
    text = (
        'package a\nimport (\n\t"github.com/nats-io/nats.go"\n\tpb "shop/cart"\n)\nconst subject = "orders"\n'
        'func f(nc *nats.Conn) { nc.Publish(subject, data); pb.NewCartClient(c); os.Getenv("CART_ADDR") }\n'
    )
    code, test = read("a.go", text.encode()), read("a_test.go", text.encode())
    assert code.topics and code.topical
    assert not test.topical
    assert test.topics == test.wrappers == test.references == test.env == ()


def test_what_a_test_calls_is_told_to_whoever_asks() -> None:
    text = b'package a\nimport pb "shop/cart"\nfunc f() { pb.NewCartClient(c); os.Getenv("CART_ADDR") }\n'
    code, test = read("a.go", text), read_test("a_test.go", text)
    assert code.references and code.env
    assert (test.references, test.env) == (code.references, code.env)


def test_a_name_beside_what_it_belongs_to_is_declared_there() -> None:
    text = b"export enum Queue {\n  Orders = 'orders',\n}\n"
    assert Named(["Queue.Orders"], beside=True)("a.ts", text).constants
    assert not Named(["Topic.Orders"], beside=True)("a.ts", text).constants
    assert Named(["Topic.Orders"])("a.ts", text).constants


def test_a_test_that_is_too_large_to_be_parsed_is_said() -> None:
    text = b'package a\nimport pb "shop/cart"\nfunc f() { pb.NewCartClient(c) }\n'
    assert read("a_test.go", text).test
    with pytest.raises(InputError, match="are not read"):
        read("a_test.go", text + b"// " + b"x" * 1_000_000)


WORDS = ("topic", "Dial(", "://", "viper")


@pytest.mark.parametrize("word", WORDS)
def test_a_word_is_spotted_wherever_it_stands(word: str) -> None:
    go = language("go")
    for length in (0, 1, (1 << 18) - 2, (1 << 18) + 5):
        assert word in spotted(go, " " * length + word), length
    assert word not in spotted(go, word[:-1] + " " + word[-1])
