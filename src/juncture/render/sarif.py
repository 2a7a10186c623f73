"""Findings and contract changes as SARIF 2.1.0, for code scanning of a forge.

A result's ``partialFingerprints`` hold our own fingerprint, so that a result keeps its identity over edits elsewhere.
"""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import orjson

from juncture.contracts.model import Compatibility, ContractChange
from juncture.facts.finding import Finding
from juncture.facts.rule import Rule, UnknownRuleError, rule
from juncture.render.plain import visible

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "juncture/v1"
_LEVELS = {"block": "error", "warn": "warning", "note": "note"}
_HARM = {Compatibility.BREAKING: "error", Compatibility.RISKY: "warning", Compatibility.COMPATIBLE: "note"}


def sarif(changes: Iterable[ContractChange], findings: Iterable[Finding] = (), version: str = "0") -> str:
    """Return one SARIF log. A finding that judges a change stands for it; ``version`` is the kit's own."""
    judged = list(findings)
    told = {finding.fingerprint for finding in judged}
    results = [_of_finding(finding) for finding in judged]
    results += [_of_change(change) for change in changes if change.fingerprint not in told]
    results.sort(key=lambda result: (result["ruleId"], result["partialFingerprints"][FINGERPRINT]))
    ids = sorted({result["ruleId"] for result in results})
    for result in results:
        result["ruleIndex"] = ids.index(result["ruleId"])
    driver = {"name": "Juncture", "version": version, "rules": [_descriptor(rule_id) for rule_id in ids]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return (
        orjson.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, option=orjson.OPT_INDENT_2).decode() + "\n"
    )


def _of_finding(finding: Finding) -> dict[str, Any]:
    text = ". ".join(filter(None, [finding.message, finding.why, f"Fix: {finding.fix}" if finding.fix else ""]))
    places = [(where.path, where.line) for where in finding.provenance]
    return _result(finding.rule, _LEVELS.get(finding.severity, "none"), text, places, finding.fingerprint)


def _of_change(change: ContractChange) -> dict[str, Any]:
    sides = " → ".join(filter(None, [change.old, change.new]))
    witness = f". Proof: {change.witness.text}" if change.witness else ""
    text = f"{change.part}: {change.compatibility}, {sides}{witness}"
    cause = change.cause or change.cause_old
    places = [(cause.path, cause.line)] if cause else [(change.contract, 0)]
    return _result(change.rule, _HARM[change.compatibility], text, places, change.fingerprint)


def _result(rule_id: str, level: str, text: str, places: list[tuple[str, int]], fingerprint: str) -> dict[str, Any]:
    return {
        "ruleId": visible(rule_id),
        "level": level,
        "message": {"text": _message(text)},
        "locations": [_location(*place) for place in places[:1]],
        "relatedLocations": [_location(*place) for place in places[1:10]],
        "partialFingerprints": {FINGERPRINT: visible(fingerprint)},
    }


def _location(path: str, line: int) -> dict[str, Any]:
    uri = quote(path.encode("utf-8", "surrogateescape"))
    region = {"region": {"startLine": line}} if line > 0 else {}
    return {"physicalLocation": {"artifactLocation": {"uri": uri, "uriBaseId": "%SRCROOT%"}, **region}}


def _message(text: str) -> str:
    """Return a plain-text message; brackets are escaped, else they make links (SARIF 2.1.0, 3.11.6)."""
    return visible(text).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _descriptor(rule_id: str) -> dict[str, Any]:
    try:
        known: Rule | None = rule(rule_id)
    except UnknownRuleError:
        known = None
    if known is None:
        return {"id": rule_id}
    return {
        "id": known.id,
        "shortDescription": {"text": known.title},
        "fullDescription": {"text": known.why},
        "help": {"text": known.fix},
        "defaultConfiguration": {"level": _LEVELS.get(known.severity, "none")},
        "properties": {"step": str(known.step), **({"source": known.source} if known.source else {})},
    }
