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
from juncture.render import words
from juncture.render.plain import visible

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
FINGERPRINT = "juncture/v1"
OPERATION = "juncture/operation/v1"
"""The second half of the identity of a result that stands for one operation of several."""
_LEVELS = {"block": "error", "warn": "warning", "note": "note"}
_HARM = {Compatibility.BREAKING: "error", Compatibility.RISKY: "warning", Compatibility.COMPATIBLE: "note"}


def sarif(
    changes: Iterable[ContractChange], findings: Iterable[Finding] = (), version: str = "0", *, flat: bool = False
) -> str:
    """Return one SARIF log. A finding that judges a change stands for it; ``version`` is the kit's own.

    ``flat`` is for changes told once for each operation: the operation then belongs to a result's identity.
    """
    judged = list(findings)
    told = {finding.fingerprint for finding in judged}
    results = [_of_finding(finding) for finding in judged]
    results += [_of_change(change, flat=flat) for change in changes if change.fingerprint not in told]
    results.sort(key=lambda result: (result["ruleId"], *result["partialFingerprints"].values()))
    ids = sorted({result["ruleId"] for result in results})
    index = {rule_id: number for number, rule_id in enumerate(ids)}
    for result in results:
        result["ruleIndex"] = index[result["ruleId"]]
    driver = {"name": "Juncture", "version": version, "rules": [_descriptor(rule_id) for rule_id in ids]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return (
        orjson.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, option=orjson.OPT_INDENT_2).decode() + "\n"
    )


def _of_finding(finding: Finding) -> dict[str, Any]:
    text = ". ".join(filter(None, [finding.message, finding.why, f"Fix: {finding.fix}" if finding.fix else ""]))
    places = [(where.path, where.line) for where in finding.provenance]
    return _result(finding.rule, _LEVELS.get(finding.severity, "none"), text, places, finding.fingerprint)


def _of_change(change: ContractChange, *, flat: bool) -> dict[str, Any]:
    told = ": ".join(filter(None, [change.part, words.rule_title(change.rule), words.delta(change.old, change.new)]))
    operations = list(map(visible, change.operations))
    if flat:
        text = ": ".join([*operations, told])
    else:
        text = told + (f". Proof: {change.witness.text}" if change.witness else "")
    cause = change.cause or change.cause_old
    places = [(cause.path, cause.line)] if cause else [(change.contract, 0)]
    if cause and change.cause_old and change.cause_old.path != cause.path:
        places.append((change.cause_old.path, change.cause_old.line))
    result = _result(change.rule, _HARM[change.compatibility], text, places, change.fingerprint)
    result["locations"][0]["logicalLocations"] = [{"fullyQualifiedName": visible(change.part)}]
    result["properties"] = {"compatibility": str(change.compatibility), "proof": change.proof, "operations": operations}
    if flat:
        result["partialFingerprints"][OPERATION] = "".join(operations)
    return result


def _result(rule_id: str, level: str, text: str, places: list[tuple[str, int]], fingerprint: str) -> dict[str, Any]:
    related = {"relatedLocations": [_location(*place) for place in places[1:10]]} if places[1:] else {}
    return {
        "ruleId": visible(rule_id),
        "level": level,
        "message": {"text": _message(text)},
        "locations": [_location(*place) for place in places[:1]],
        **related,
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
    told = {
        "step": str(known.step),
        "compatibility": known.compatibility,
        "order": known.order,
        "source": known.source,
        "equivalents": [f"{peer}: {each}" for peer, ids in known.equivalents.items() for each in ids],
    }
    return {
        "id": known.id,
        "shortDescription": {"text": known.title},
        "fullDescription": {"text": known.why},
        "help": {"text": known.fix},
        "defaultConfiguration": {"level": _LEVELS.get(known.severity, "none")},
        "properties": {name: value for name, value in told.items() if value},
    }
