"""Whether a changed type still fits: what is read may narrow, what is written may widen."""


def reads_on(old: str, new: str) -> bool:
    """Return whether everything of type ``new`` is also of type ``old``, so that its readers go on (output types)."""
    if old == new:
        return True
    if old.endswith("!"):
        return new.endswith("!") and reads_on(old[:-1], new[:-1])
    if new.endswith("!"):
        return reads_on(old, new[:-1])
    if old.startswith("["):
        return new.startswith("[") and reads_on(old[1:-1], new[1:-1])
    return False


def takes_on(old: str, new: str) -> bool:
    """Return whether everything of type ``old`` may be given for type ``new``, so that its writers go on (input types).

    A value is not taken for a list of one: literals are coerced so, variables are not (GraphQL spec, section 5.8.5).
    """
    return reads_on(new, old)
