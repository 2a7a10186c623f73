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


@pytest.mark.parametrize(("path", "text", "expected"), EMITTED.values(), ids=EMITTED.keys())
def test_a_signal(path: str, text: str, expected: tuple[str, str]) -> None:
    assert [(each.kind, each.name, each.line) for each in SIGNALS.read(path, text.encode())] == [(*expected, 2)]


def test_a_file_that_only_emits_is_not_parsed_for_anything_else() -> None:
    content = b'package a\nimport "log/slog"\nfunc f() { slog.Info("placed") }\n' + b"// x\n" * MAX_BYTES
    assert read("a.go", content).imports[0].module == "log/slog"
    with pytest.raises(InputError, match="are not read"):
        SIGNALS.read("a.go", content)


def test_a_file_without_a_word_for_a_signal_or_in_no_language_emits_nothing() -> None:
    assert SIGNALS.read("a.go", b"package a\n" + b"// x\n" * MAX_BYTES) == ()
    assert SIGNALS.read("README.md", b'slog.Info("placed")') == ()
