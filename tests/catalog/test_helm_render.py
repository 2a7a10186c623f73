"""Chart templates: rendered with a chart's own values, each line of the result with the line it comes from."""

import time
from contextlib import suppress
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from juncture.catalog.helm_functions import UNKNOWN_TEXT
from juncture.catalog.helm_render import Renderer
from juncture.catalog.helm_syntax import TemplateError, parse

VALUES = {
    "name": "cart",
    "port": 7070,
    "on": True,
    "off": False,
    "hosts": ["a", "b"],
    "image": {"tag": None},
    "map": {"b": 1, "a": "x"},
}
HELPERS = """\
{{- define "shop.fullname" -}}
{{- if contains .Chart.Name .Release.Name -}}
{{- .Release.Name | trunc 63 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name .Chart.Name -}}
{{- end -}}
{{- end -}}
{{ define "labels" }}app: {{ .name }}{{ end }}
"""


def renderer() -> Renderer:
    context = {
        "Values": VALUES,
        "Chart": {"Name": "shop", "AppVersion": "1.2"},
        "Release": {"Name": "shop", "Namespace": ""},
        "Capabilities": {},
    }
    return Renderer(context, [HELPERS])


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ .Values.name }}:{{ .Values.port }}", "cart:7070"),
        ("{{ .Values.name | quote }}", '"cart"'),
        ("{{ .Values.image.tag | default .Chart.AppVersion }}", "1.2"),
        ('{{ default "x" .Values.missing.deeper }}', "x"),
        ('{{ include "shop.fullname" . }}', "shop"),
        ('{{ include "labels" (dict "name" .Values.name) | nindent 2 }}', "\n  app: cart"),
        ('{{ template "labels" .Values }}', "app: cart"),
        ("{{ if .Values.on }}yes{{ else }}no{{ end }}", "yes"),
        ("{{ if .Values.off }}yes{{ else if .Values.on }}second{{ end }}", "second"),
        ('{{ if and .Values.on (not .Values.off) (eq .Values.name "cart" "x") }}yes{{ end }}', "yes"),
        ("{{ if or .Values.off .Values.name }}yes{{ end }}", "yes"),
        ("{{ with .Values.map }}{{ .a }}{{ $.Values.name }}{{ end }}", "xcart"),
        ("{{ range .Values.hosts }}[{{ . }}]{{ end }}", "[a][b]"),
        ("{{ range $i, $h := .Values.hosts }}{{ $i }}{{ $h }}{{ end }}", "0a1b"),
        ("{{ range $k, $v := .Values.map }}{{ $k }}={{ $v }} {{ end }}", "a=x b=1 "),
        ('{{ $x := "old" }}{{ if .Values.on }}{{ $x = "new" }}{{ end }}{{ $x }}', "new"),
        ("{{ (index .Values.hosts 1) | upper }}{{ (.Values.map).a }}", "Bx"),
        ('{{ tpl "{{ .Values.name }}" . }}', "cart"),
        ('{{/* a comment with }} and " */}}x', "x"),
        ("a  {{- .Values.name -}}\n  b", "acartb"),
        ("{{ toYaml .Values.map }}", '"b": 1\n"a": "x"'),
        ('{{ if .Capabilities.APIVersions.Has "batch/v1" }}batch/v1{{ end }}', "batch/v1"),
        ('{{ "a \\"b\\" }}" }}', 'a "b" }}'),
        ("{{ .Values.nothing }}", ""),
    ],
)
def test_what_a_template_writes(template, shown):
    assert renderer().render(template).text == shown


@pytest.mark.parametrize(
    "template",
    [
        "{{ randAlphaNum 8 }}",
        "{{ now }}",
        '{{ .Files.Get "x" }}',
        '{{ required "say a host" .Values.host }}',
        '{{ include "not.here" . }}',
        '{{ regexReplaceAll "(a+)+$" .Values.name "" }}',
        "{{ .Values.map }}",
    ],
)
def test_what_nobody_here_can_tell_is_unknown(template):
    assert renderer().render(f"x-{template}-y").text == f"x-{UNKNOWN_TEXT}-y"


def test_of_a_condition_that_cannot_be_told_the_first_branch_is_taken():
    assert renderer().render("{{ if eq (now) 1 }}a{{ else }}b{{ end }}").text == "a"


def test_every_line_knows_where_it_stands():
    template = dedent("""\
        {{- if .Values.on }}
        kind: Deployment
        {{- end }}
        {{- range .Values.hosts }}
        - {{ . }}
          port: {{ $.Values.port }}
        {{- end }}
        labels:
          {{- toYaml .Values.map | nindent 2 }}
        end: true
        """)
    rendered = renderer().render(template)
    shown = [(line, place) for line, place in zip(rendered.text.split("\n"), rendered.lines, strict=True) if line]
    assert shown == [
        ("kind: Deployment", 2),
        ("- a", 5),
        ("  port: 7070", 6),
        ("- b", 5),
        ("  port: 7070", 6),
        ("labels:", 8),
        ('  "b": 1', 9),
        ('  "a": "x"', 9),
        ("end: true", 10),
    ]


@pytest.mark.parametrize(
    ("template", "line"),
    [
        ("a\n{{ if x", 2),
        ("a\n\n{{ if .a }}b", 3),
        ("{{ end }}", 1),
        ("\n{{ ( .a }}", 2),
        ("{{ .a ~ }}", 1),
        ("{{ | x }}", 1),
    ],
)
def test_a_template_that_cannot_be_read_says_where(template, line):
    with pytest.raises(TemplateError) as error:
        parse(template)
    assert error.value.line == line


@pytest.mark.parametrize(
    "template",
    [
        '{{ define "a" }}{{ include "a" . }}{{ include "a" . }}{{ end }}{{ include "a" . }}',
        "{{ range until 1000 }}{{ range until 1000 }}{{ range until 1000 }}x{{ end }}{{ end }}{{ end }}",
        '{{ $x := list "a" }}' + "{{ $x = list $x $x }}" * 200 + "{{ toYaml $x }}",
        '{{ $x := dict }}{{ $y := set $x "a" $x }}{{ toYaml $x }}',
        '{{ $x := "aaaaaaaaaa" }}' + "{{ $x = cat $x $x $x }}" * 100 + "{{ $x }}",
        "{{" * 50_000,
        "{{ " + "(" * 5000 + " }}",
        "{{ if .a }}" * 5000,
        '{{ tpl "{{ tpl .x . }}" . }}',
    ],
)
def test_a_hostile_template_costs_little(template):
    start = time.process_time()
    with suppress(TemplateError):
        renderer().render(template)
    assert time.process_time() - start < 5


@given(st.text(alphabet='{}-.|()"`$ abif/*:=\n', max_size=60))
def test_any_text_renders_or_is_refused(text):
    try:
        rendered = renderer().render(text)
    except TemplateError:
        return
    assert len(rendered.lines) == rendered.text.count("\n") + 1


@given(st.text(alphabet="abc: \n-", max_size=80))
def test_text_without_actions_stays_as_it_is(text):
    rendered = renderer().render(text)
    assert rendered.text == text
    assert all(
        place == n
        for n, (line, place) in enumerate(zip(text.split("\n"), rendered.lines, strict=True), 1)
        if line.strip()
    )
