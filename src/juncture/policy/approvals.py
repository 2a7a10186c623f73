"""Approvals: which of them count for a hold, and whether they lift it."""

import datetime
from collections.abc import Collection, Iterable, Mapping

import msgspec

from juncture.policy.model import Approval, Hold, Policy, Refused

KINDS = ("no users", "benign", "bug fix", "agreed")
"""Why a break is accepted; an approval of a break says one of them."""


class People(msgspec.Struct, frozen=True):
    """What the carrier of approvals knows about people; offline it knows nothing.

    ``members`` maps a team to its logins. ``excluded`` maps a principal to why its yes does not count: opener, author,
    committer, co-author, last pusher, bot (threats.md T3, T24).
    """

    members: Mapping[str, Collection[str]] = msgspec.field(default_factory=dict)
    excluded: Mapping[str, str] = msgspec.field(default_factory=dict)


def decided(
    hold: Hold, approvals: Iterable[Approval], policy: Policy, as_of: datetime.date, people: People | None = None
) -> Hold:
    """Return the hold with the approvals that count, those that do not with the reason, and its state.

    An approval counts where it names the hold and its binding, its principal is an approver and not excluded, its
    carrier counts, it has not expired, and (for a break) it says a kind. Lifted is a hold with ``min`` different
    people and, where groups are named, one of each. A disapproval by an approver keeps it open; one that was given to
    other content ends with that person's yes.
    """
    people = people or People()
    counted: dict[str, Approval] = {}
    refused: set[Refused] = set()
    objections: list[Approval] = []
    for approval in sorted(approvals, key=msgspec.structs.astuple):
        if approval.hold != hold.id:
            continue
        reason = _refusal(hold, approval, policy, as_of, people)
        if reason:
            refused.add(Refused(approval.principal, reason))
        elif approval.answer == "yes":
            counted.setdefault(_person(approval.principal), approval)
        else:
            objections.append(approval)
    objected = [one for one in objections if one.binding == hold.binding or _person(one.principal) not in counted]
    refused |= {Refused(one.principal, "said no") for one in objected}
    groups = hold.one_of_each or (hold.approvers,)
    is_lifted = (
        not objected
        and len(counted) >= max(hold.min, 1)
        and all(any(_is_one_of(name, group, policy, people) for name in counted) for group in groups)
    )
    return msgspec.structs.replace(
        hold,
        state="approved" if is_lifted else "open",
        approvals=tuple(counted[name] for name in sorted(counted)),
        refused=tuple(sorted(refused)),
    )


def _refusal(hold: Hold, approval: Approval, policy: Policy, as_of: datetime.date, people: People) -> str:
    """Return why an approval does not count; empty where it does."""
    excluded = {_person(name): why for name, why in people.excluded.items()}
    name = _person(approval.principal)
    is_yes = approval.answer == "yes"
    wrong = (
        (not name or not name.isascii(), "the principal is no plain name"),
        (not _is_one_of(name, hold.approvers, policy, people), "is no approver of this hold"),
        (name in excluded, excluded.get(name, "")),
        (approval.answer not in {"yes", "no"}, "says neither yes nor no"),
        (is_yes and approval.binding != hold.binding, "was given to other content"),
        (
            bool(policy.carriers) and approval.carrier not in policy.carriers,
            f"is {approval.carrier}; the policy counts {' and '.join(policy.carriers)}",
        ),
        (
            is_yes and hold.id.startswith("break:") and approval.kind not in KINDS,
            f"says no kind; one of: {', '.join(KINDS)}",
        ),
    )
    said = next((reason for is_wrong, reason in wrong if is_wrong), "")
    return said or _expiry(approval.expires, policy.approval_days, as_of)


def _expiry(expires: str, days: int, as_of: datetime.date) -> str:
    try:
        last = datetime.date.fromisoformat(expires)
    except ValueError:
        return "says no day on which it expires"
    if last < as_of:
        return f"expired on {expires}"
    return f"expires on {expires}, later than the policy's {days} days" if (last - as_of).days > days else ""


def _is_one_of(name: str, group: Iterable[str], policy: Policy, people: People) -> bool:
    named = [member for one in group for member in policy.groups.get(one, (one,))]
    teams = {_person(team): members for team, members in people.members.items()}
    return any(
        name == _person(one) or name in {_person(member) for member in teams.get(_person(one), ())} for one in named
    )


def _person(name: str) -> str:
    """A name as forges compare it: without @, in lower case."""
    return name.removeprefix("@").lower()
