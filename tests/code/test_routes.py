"""A route is handled by the function that it is written on, that it is given, or that it names."""

import re

import pytest

from juncture.code.requests import requested

HANDLERS = {
    "typescript, given": (
        "a.ts",
        'app.post("/hooks/x", (req, res) => {\n  use(req.body.a);\n});\nother();\n',
        range(1, 4),
    ),
    "typescript, named": ("a.ts", 'app.post("/hooks/x", x);\n\nconst x = (req) => {\n  use(req);\n};\n', range(3, 6)),
    "typescript, decorated": (
        "a.ts",
        'class A {\n  @Post("/hooks/x")\n  x(b: B) {\n    use(b.a);\n  }\n}\n',
        range(3, 6),
    ),
    "python": (
        "a.py",
        '@app.post("/hooks/x")\n@auth\ndef x(r):\n    use(r["a"])\n\n\ndef other():\n    pass\n',
        range(3, 5),
    ),
    "python, listed": ("a.py", 'urls = [path("/hooks/x", views.x)]\n\n\ndef x(r):\n    use(r)\n', range(4, 6)),
    "go, named": (
        "a.go",
        'package m\n\nfunc main() {\n\tr.POST("/hooks/x", hook)\n}\n\nfunc hook(c C) {\n\tuse(c)\n}\n',
        range(7, 10),
    ),
    "go, with its method": (
        "a.go",
        'package m\n\nfunc main() {\n\tm.HandleFunc("POST /hooks/x", func(w W, r *R) {\n\t\tuse(r)\n\t})\n}\n',
        range(4, 7),
    ),
    "java": ("A.java", 'class A {\n  @PostMapping("/hooks/x")\n  void x(B b) {\n    use(b);\n  }\n}\n', range(2, 6)),
    "kotlin, nested": ("a.kt", 'fun m() {\n  post("/hooks/x") {\n    use(call)\n  }\n}\n', range(2, 5)),
    "csharp": (
        "A.cs",
        'class A {\n  void M() {\n    app.MapPost("/hooks/x", (B b) => {\n      Use(b);\n    });\n  }\n}\n',
        range(3, 6),
    ),
    "rust, tagged": ("a.rs", '#[post("/hooks/x")]\nasync fn x(b: B) -> R {\n    use_(b)\n}\n', range(2, 5)),
    "rust, named": (
        "a.rs",
        'fn m() { Router::new().route("/hooks/x", post(x)); }\n\nasync fn x(b: B) {\n    go(b);\n}\n',
        range(3, 6),
    ),
}


@pytest.mark.parametrize("case", HANDLERS)
def test_the_lines_that_handle_a_route(case):
    path, text, lines = HANDLERS[case]
    found = requested(path, text.encode(), re.compile("hooks"))
    assert [(one.side, one.lines) for one in found] == [("server", lines)]


def test_a_forwarder_serves_its_first_path_and_calls_its_last():
    text = 'app.MapForwarder("/images/{id}", "https+http://catalog", "/api/items/{id}/pic");\n'
    found = requested("Program.cs", text.encode(), re.compile("images|items"))
    assert [(one.side, one.steps[0]) for one in found] == [("server", "images"), ("client", "api")]
