"""Logs, metrics and traces that a file emits: a reader of their own."""

import pytest

from juncture.code.signals import SIGNALS
from juncture.code.source import read
from juncture.code.syntax import MAX_BYTES
from juncture.facts.problem import InputError

EMITTED = {
    "go log": ("a.go", 'import "log/slog"\nfunc f() { slog.Info("placed", "id", id) }\n', ("log", "placed")),
    "go metric": (
        "a.go",
        'import "github.com/prometheus/client_golang/prometheus"\n'
        'var c = prometheus.NewCounter(prometheus.CounterOpts{Name: "orders_total"})\n',
        ("metric", "orders_total"),
    ),
    "go trace": (
        "a.go",
        'import "go.opentelemetry.io/otel"\nfunc f() { _, s := tracer.Start(ctx, "place") }\n',
        ("trace", "place"),
    ),
    "java log": ("A.java", 'class A { void f() {\nlogger.info("placed {}", id); } }\n', ("log", "placed {}")),
    "java trace": ("A.java", 'class A { Span s =\ntracer.spanBuilder("place").startSpan(); }\n', ("trace", "place")),
    "kotlin log": ("a.kt", '\nfun f() { logger.warn("late") }\n', ("log", "late")),
    "python log": ("a.py", '\nlogging.getLogger(); logger.error("failed")\n', ("log", "failed")),
    "python metric": ("a.py", '\nc = meter.create_counter("orders", unit="1")\n', ("metric", "orders")),
    "typescript log": ("a.ts", "\nlogger.info({ id }, 'placed');\n", ("log", "placed")),
    "typescript trace": ("a.ts", "\nconst s = tracer.startSpan('place');\n", ("trace", "place")),
    "c# log": ("A.cs", '\n_logger.LogInformation("placed {Id}", id);\n', ("log", "placed {Id}")),
    "c# trace": ("A.cs", '\nusing var a = source.StartActivity("place");\n', ("trace", "place")),
    "rust log": ("a.rs", '\nfn f() { tracing::info!("placed"); }\n', ("log", "placed")),
    "rust metric": ("a.rs", '\nfn f() { let c = meter.u64_counter("orders").build(); }\n', ("metric", "orders")),
}

SET = {
    "go": (
        "a.go",
        'import ("go.opentelemetry.io/otel/trace"; "go.opentelemetry.io/otel/attribute")\n'
        'func f() { span.SetAttributes(attribute.String("app.zip", zip),\n'
        'attribute.Int(countKey, n), semconv.HTTPMethodKey.String("GET"), more...)\n'
        '_, s := tracer.Start(ctx, "place", trace.WithAttributes(attribute.Key("app.id").Bool(true))) }\n',
        [("app.zip", 2), ("countKey", 3), ("semconv.HTTPMethodKey.String", 3), ("place", 4), ("app.id", 4)],
    ),
    "go, of a collection that stands elsewhere": (
        "a.go",
        'import "go.opentelemetry.io/otel"\nfunc f() { span.SetAttributes(attrs...) }\n',
        [("span.SetAttributes", 2)],
    ),
    "java": (
        "A.java",
        "import io.opentelemetry.api.trace.Span;\nclass A { void f() {\n"
        'Span.current().setAttribute("app.zip", zip);\n'
        'span.setAttribute(AttributeKey.longKey("app.count"), 1).setAttribute(SemanticAttributes.METHOD, "GET");\n'
        'span.setAllAttributes(Attributes.of(stringKey("app.a"), a,\n stringKey("app.b"), b));\n'
        'request.setAttribute("user", user); } }\n',
        [("app.zip", 3), ("SemanticAttributes.METHOD", 4), ("app.count", 4), ("app.a", 5), ("app.b", 6)],
    ),
    "java, by OpenTracing": (
        "A.java",
        'import io.opentracing.Span;\nclass A { void f() { span.setTag("zip", zip); } }\n',
        [("zip", 2)],
    ),
    "kotlin": (
        "a.kt",
        'import io.opentelemetry.api.trace.Span\nfun f() {\n  Span.current().setAttribute("app.zip", zip)\n'
        '  span.setAllAttributes(Attributes.builder().put("app.a", a).build()) }\n',
        [("app.zip", 3), ("app.a", 4)],
    ),
    "python": (
        "a.py",
        'from opentelemetry import trace\nspan.set_attribute("app.zip", zip)\nspan.set_attributes({\n'
        '  "app.a": 1,\n  Names.B: 2})\ntracer.start_span("place", attributes={"app.c": 3})\n',
        [("app.zip", 2), ("app.a", 4), ("Names.B", 5), ("place", 6), ("app.c", 6)],
    ),
    "typescript": (
        "a.ts",
        "trace.getActiveSpan()?.setAttribute('app.zip', zip);\n"
        "span.setAttributes({\n  'app.a': 1, count,\n  [Names.B]: 2, ...more });\n"
        "tracer.startSpan('place', { attributes: { 'app.c': 3 } });\n"
        "link.setAttribute('href', '/');\nspan.setTag('zip', zip);\n",
        [("app.zip", 1), ("app.a", 3), ("count", 3), ("Names.B", 4), ("place", 5), ("app.c", 5), ("zip", 7)],
    ),
    "c#": (
        "A.cs",
        'class A { void F() {\nactivity?.SetTag("app.zip", zip);\nActivity.Current?.AddTag(Names.User, user); } }\n',
        [("app.zip", 2), ("Names.User", 3)],
    ),
    "rust": (
        "a.rs",
        'use opentelemetry::KeyValue;\nfn f() { span.set_attribute(KeyValue::new("app.zip", zip));\n'
        'span.set_attributes(vec![KeyValue::new("app.a", 1),\n  KeyValue::new(semcov::METHOD, "GET")]); }\n',
        [("app.zip", 2), ("app.a", 3), ("semcov::METHOD", 4)],
    ),
    "c++": (
        "a.cpp",
        'void f() {\nspan->SetAttribute("app.zip", zip);\n'
        'auto s = tracer->StartSpan("place", {{"app.a", a},\n  {Names::kB, "b"}}); }\n',
        [("app.zip", 2), ("place", 3), ("app.a", 3), ("Names::kB", 4)],
    ),
}
"""What a span carries is named by its key, as a literal or as the name of a constant, with the key's line."""


@pytest.mark.parametrize(("path", "text", "expected"), EMITTED.values(), ids=EMITTED.keys())
def test_a_signal(path: str, text: str, expected: tuple[str, str]) -> None:
    assert [(each.kind, each.name, each.line) for each in SIGNALS.read(path, text.encode())] == [(*expected, 2)]


@pytest.mark.parametrize(("path", "text", "expected"), SET.values(), ids=SET.keys())
def test_attributes_of_a_span(path: str, text: str, expected: list[tuple[str, int]]) -> None:
    found = SIGNALS.read(path, text.encode())
    assert [(each.name, each.line) for each in found] == expected
    assert {each.kind for each in found} == {"trace"}


def test_a_file_that_only_emits_is_not_parsed_for_anything_else() -> None:
    content = b'package a\nimport "log/slog"\nfunc f() { slog.Info("placed") }\n' + b"// x\n" * MAX_BYTES
    assert read("a.go", content).imports[0].module == "log/slog"
    with pytest.raises(InputError, match="are not read"):
        SIGNALS.read("a.go", content)


def test_a_file_without_a_word_for_a_signal_or_in_no_language_emits_nothing() -> None:
    assert SIGNALS.read("a.go", b"package a\n" + b"// x\n" * MAX_BYTES) == ()
    assert SIGNALS.read("README.md", b'slog.Info("placed")') == ()
