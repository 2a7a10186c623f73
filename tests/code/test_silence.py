"""Imports in comments and strings are none, whether or not the file is parsed."""

import pytest

from juncture.code.source import read

QUIET = {
    "go, a comment": ("a.go", 'package a\n/*\nimport "x"\n*/\nimport "y"\n'),
    "go, a raw string": ("a.go", 'package a\nimport "y"\nvar s = `\nimport "x"\n`\n'),
    "go, an opener in a string": ("a.go", 'package a\nvar s = "/*"\nimport "y"\n// */\n'),
    "java, a text block": ("A.java", 'import a.y;\nclass A { String s = """\nimport a.x;\n"""; }\n'),
    "kotlin, a raw string": ("a.kt", 'import a.y\nval s = """\nimport a.x\n"""\n'),
    "python, a docstring": ("a.py", '"""How to:\n\nimport x\n"""\nimport y\n'),
    "python, an escaped quote": ("a.py", "s = '''\nimport x\n\\'''\nimport x\n'''\nimport y\n"),
    "typescript, a template": ("a.ts", "import y from 'y';\nconst s = `\nimport x from 'x';\n`;\n"),
    "typescript, a comment in a line": ("a.ts", "const y = require('y');\n// const x = require('x');\n"),
    "c#, a verbatim string": ("A.cs", 'using y;\nclass A { string s = @"\\""\nusing x;\n"; }\n'),
    "c++, a raw string": ("a.cc", '#include "y"\nauto s = R"(\n#include "x"\n)";\n'),
    "rust, a string over lines": ("a.rs", 'use a::y;\nconst S: &str = "\nuse a::x;\n";\nfn f<\'a>() {}\nuse b::y;\n'),
    "a comment left open": ("a.go", 'package a\nimport "y"\n/*\nimport "x"\n'),
}
"""Files that import what is called y, and only seem to import what is called x."""


@pytest.mark.parametrize(("path", "text"), QUIET.values(), ids=QUIET.keys())
def test_what_stands_in_a_comment_or_a_string_is_no_import(path: str, text: str) -> None:
    found = read(path, text.encode()).imports
    assert found
    assert all("y" in (item.module, item.module[-1:], *item.names, item.alias) for item in found)
    assert not any("x" in (item.module, item.module[-1:], *item.names, item.alias) for item in found)
