"""Other views of the same changes: as a peer rates them, and one for each operation that they reach."""

from collections.abc import Iterable

import msgspec

from juncture.contracts.model import Compatibility, ContractChange, ordered
from juncture.facts.profile import Profile
from juncture.facts.rule import rule

_HARM = list(Compatibility)


def rated(changes: Iterable[ContractChange], profile: Profile) -> list[ContractChange]:
    """Return the changes at a profile's ratings.

    A change that its comparison found less harmful than its rule is by itself (nothing reaches it, say) is never made
    worse than that.
    """
    return ordered([_rated(change, profile) for change in changes])


def _rated(change: ContractChange, profile: Profile) -> ContractChange:
    rating = profile.ratings.get(change.rule)
    if rating is None:
        return change
    wanted = Compatibility(rating)
    own = Compatibility(rule(change.rule).compatibility)
    if _HARM.index(change.compatibility) > _HARM.index(own):
        wanted = max(wanted, change.compatibility, key=_HARM.index)
    return msgspec.structs.replace(change, compatibility=wanted)


def flat(changes: Iterable[ContractChange]) -> list[ContractChange]:
    """Return a change once for each operation that it reaches, and once where it reaches none.

    Its fingerprint stays: those of one cause have the same. Its witness stays, too; it shows the cause, and need not
    be an instance of the operation beside which it stands.
    """
    return [
        msgspec.structs.replace(change, operations=(operation,) if operation else ())
        for change in changes
        for operation in change.operations or ("",)
    ]
