"""Whatever a file holds, reading it ends soon, with facts or with a sentence."""

import re
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juncture.code.accesses import accesses
from juncture.code.language import language, names
from juncture.code.model import SourceFacts
from juncture.code.quoted import keyed
from juncture.code.requests import requested
from juncture.code.source import read
from juncture.code.syntax import MAX_BYTES, Source
from juncture.facts.problem import InputError

PATHS = ["a.go", "A.java", "a.kt", "a.py", "a.ts", "a.tsx", "a.js", "A.cs", "a.rs", "a.cc"]
SECONDS = 10

SAMPLES = {
    "a.go": """package a
import pb "x"
var topic = os.Getenv("T_X")
func f(a *pb.A) { pb.NewAClient(c); nc.Publish("t", a.ZipCode) }
""",
    "A.java": """package a;
import x.AGrpc;
class A { String topic = "t"; void f(A a) { AGrpc.newStub(c); log.info("x", a.getZipCode()); } }
""",
    "a.kt": """package a
import x.AGrpc
val topic = System.getenv("T_X") ?: "t"
fun f(a: A) { AGrpc.newStub(c); log.info(a.zipCode) }
""",
    "a.py": """import a_pb2_grpc
topic = os.environ.get("T_X", "t")
def f(a: A):
    a_pb2_grpc.AStub(c)
    return a.zip_code
""",
    "a.ts": """import { AClient } from 'x';
const { T_X = 't' } = process.env;
new AClient(c);
const f = ({ zipCode = '' }: A) => ({ zipCode });
""",
    "A.cs": """using X;
class A : B.BBase {
    string topic = Environment.GetEnvironmentVariable("T_X") ?? "t";
    void F(A a) { G(a.ZipCode); }
}
""",
    "a.cc": """#include "x.grpc.pb.h"
class A : public x::B::Service { void f(const x::A* a) { x::B::NewStub(c); send(a->zip_code()); } };
""",
    "a.rs": """use x::a_client::AClient;
fn f(a: A) { AClient::new(c); let t = env::var("T_X").unwrap_or("t".into()); info!("{}", a.zip_code); }
""",
}
ZIP = ("ZipCode", "getZipCode", "zipCode", "zip_code")


def both(path: str, content: bytes) -> SourceFacts | None:
    """Read a file in both ways; None where it is refused."""
    try:
        accesses(path, content, ZIP)
        return read(path, content)
    except InputError:
        return None


@given(st.sampled_from(PATHS), st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_any_bytes(path: str, content: bytes) -> None:
    assert both(path, content) is not None


@given(st.sampled_from(sorted(SAMPLES)), st.data())
@settings(max_examples=300, deadline=None)
def test_source_cut_and_stirred(path: str, data: st.DataObject) -> None:
    text = SAMPLES[path].encode()
    start, end = sorted((data.draw(st.integers(0, len(text))), data.draw(st.integers(0, len(text)))))
    noise = data.draw(st.binary(max_size=8))
    assert both(path, text[:start] + noise + text[end:]) is not None


def test_bytes_that_are_no_utf_8_are_replaced() -> None:
    facts = read("a.go", b'package a\n// \xff\xfe caf\xe9\nvar a = os.Getenv("CART_ADDR")\n')
    assert [(each.name, each.line) for each in facts.env] == [("CART_ADDR", 3)]


def test_characters_beyond_the_basic_plane_do_not_shift_what_follows() -> None:
    text = "const s = '😀é'; const a = process.env.CART_ADDR; // 😀\nconst b = process.env.SHOP_ADDR;\n"
    facts = read("a.ts", text.encode())
    assert [(each.name, each.line) for each in facts.env] == [("CART_ADDR", 1), ("SHOP_ADDR", 2)]


HOSTILE = {
    "one long line": ("a.js", b"process.env.A_B;" + b"x" * 5_000_000),
    "one long line of calls": ("a.js", b"f(process.env.A_B);" * 50_000),
    "a chain of calls": ("a.js", b"process.env.A_B" + b".zipCode()" * 90_000),
    "a chain of calls over lines": ("a.js", b"process.env.A_B" + b"\n.zipCode()" * 80_000),
    "a long sum": ("a.go", b"package a\nvar x = " + b"a.ZipCode +\n" * 80_000 + b'os.Getenv("A_B")'),
    "a long sum of reads": ("a.js", b"x = " + b"process.env.A_B ||\n" * 50_000 + b"1"),
    "open brackets": ("a.go", b'package a\nvar x = os.Getenv("A_B")' + b"(" * 900_000),
    "nested blocks": ("a.js", b"process.env.A_B; zipCode;" + b"{" * 400_000 + b"}" * 400_000),
    "nested functions": (
        "a.py",
        b"import os\nos.getenv('A_B')\n" + b"".join(b" " * i + b"def f():\n" for i in range(1_200)),
    ),
    "many declarations": ("a.go", b"package a\nvar topic = b\n" + b'var a = os.Getenv("A_B")\n' * 35_000),
    "many imports left open": ("a.ts", b"import { a,\n" * 80_000),
    "many imports": ("a.rs", b"use a::{b, c};\n" * 60_000),
    "nested use tree": ("a.rs", b"use " + b"a::{" * 200_000 + b";"),
    "names that mean each other": (
        "a.go",
        b"package a\nconst topic = a\nvar a = b\nvar b = a\nfunc c() string { return c() }\n",
    ),
    "many strings": ("a.py", b"topic = [\n" + b'"a",\n' * 190_000 + b"]\n"),
    "one word of signs": ("a.py", b"env" * 300_000),
    "one word of signs, in go": ("a.go", b"package a\n" + b"Envtopic" * 110_000),
    "brackets behind signs": ("a.go", b"package a\nvar topic = env[" + b"env[" * 200_000),
    "types behind signs": ("a.ts", b"queue.env" + b".env getEnv<" * 80_000),
    "hosts cut short": ("a.ts", b"://" * 300_000),
    "open strings and comments": ("a.ts", b"import a from 'a';\n/* ` ' \" " * 60_000),
    "many accesses": ("a.py", b"a.zip_code\n" * 90_000),
}


@pytest.mark.parametrize(("path", "content"), HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_files_end_soon(path: str, content: bytes) -> None:
    started = perf_counter()
    both(path, content)
    assert perf_counter() - started < SECONDS


def test_a_file_that_is_too_large_says_so_and_is_not_taken_for_empty() -> None:
    with pytest.raises(InputError, match=r"source files over 1,000,000 bytes are not read"):
        read("a.go", b'package a\nvar x = os.Getenv("A_B")\n' + b"// x\n" * MAX_BYTES)


def test_a_large_file_without_anything_of_interest_is_not_parsed() -> None:
    assert read("a.go", b"package a\n" + b"// x\n" * MAX_BYTES).package == "a"


def test_a_file_without_anything_of_interest_costs_microseconds() -> None:
    content = b"package a\n" + b"func f(a int) int { return a * 2 }\n" * 100
    read("a.go", content)
    started = perf_counter()
    for _ in range(100):
        read("a.go", content)
    assert (perf_counter() - started) / 100 < 0.001


def test_every_language_is_among_the_samples() -> None:
    assert len(SAMPLES) == len(names())


HOSTILE_URLS = {
    "one long chain": '"/carts" + ' * 20_000 + '"x"',
    "one long string": 'f("/carts' + "#" * 400_000 + '")',
    "one long word behind a name": 'const u = "/carts";\n' + "a" * 400_000 + "(u",
    "braces": 'f("/carts/' + "{" * 100_000 + '")',
    "many calls": 'f("/carts");\n' * 20_000,
    "keys": '.put("carts", ' * 900,
}


@pytest.mark.parametrize("form", HOSTILE_URLS)
def test_urls_and_keys_in_hostile_files_are_read_soon(form):
    content = HOSTILE_URLS[form].encode()
    started = perf_counter()
    for ask in (
        lambda: requested("a.ts", content, re.compile("carts")),
        lambda: list(keyed(Source("a.ts", language("typescript"), content), "carts")),
    ):
        try:
            ask()
        except InputError as error:
            assert error.problems
    assert perf_counter() - started < SECONDS
