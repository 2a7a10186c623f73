"""Classes of data, told by the names of the fields that carry them (process.md R4).

A name says what is meant, not what is in it: a class is a reason to ask, never a judgement.
"""

import re
from collections.abc import Iterable

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")

CLASSES: dict[str, tuple[str, ...]] = {
    "personal": (
        "email", "e mail", "phone", "phone number", "mobile number", "first name", "last name", "full name",
        "given name", "family name", "surname", "birthday", "birth date", "date of birth", "birthdate", "gender",
        "street", "street address", "home address", "postal address", "shipping address", "billing address",
        "zip code", "postal code", "postcode", "passport", "passport number", "social security number", "ssn",
        "national id", "tax id", "driver license", "ip address", "nationality",
    ),
    "payment": (
        "credit card", "card number", "creditcard", "cvv", "cvc", "iban", "bic", "bank account", "account number",
        "routing number", "sort code", "payment method", "expiration year", "card expiry",
    ),
    "credentials": (
        "password", "passwd", "passphrase", "secret", "client secret", "api key", "apikey", "private key",
        "access token", "refresh token", "id token", "bearer token", "session token", "totp", "otp",
    ),
    "health": (
        "diagnosis", "diagnoses", "medication", "prescription", "blood type", "medical record", "patient id",
        "health record", "allergies", "icd code",
    ),
}  # fmt: skip
"""Each class with the runs of words that name it."""

_LONGEST = max(len(run.split()) for runs in CLASSES.values() for run in runs)
_BY_RUN = {run: name for name, runs in CLASSES.items() for run in runs}


def classes(names: Iterable[str]) -> tuple[str, ...]:
    """Return the classes that names of fields, messages or columns speak of, sorted (``credit_card_cvv``: payment)."""
    return tuple(sorted({found for name in names for found in _classes(name)}))


def _classes(name: str) -> set[str]:
    words = [word.lower() for word in _WORD.findall(name[:200])]
    runs = (" ".join(words[start : start + length]) for start in range(len(words)) for length in range(1, _LONGEST + 1))
    return {_BY_RUN[run] for run in runs if run in _BY_RUN}
