"""The identity of a judgement: stable over lines, revisions and wording."""

import hashlib
import json


def fingerprint(rule: str, subject: str, part: str, ordinal: int = 0) -> str:
    """Return 64 hex digits that name a judgement.

    ``subject`` is the canonical contract or the service; ``ordinal`` tells apart several judgements of the
    same rule about the same part. No line, no revision and no message enters, so that waivers, baselines
    and "fixed since the last push" survive edits elsewhere (design.md, Identity).
    """
    material = json.dumps([rule, subject, part, ordinal], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(material.encode()).hexdigest()
