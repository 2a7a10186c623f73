"""What a gateway's own configuration passes on, whatever its dialect: a path of a host, and to whom."""

import msgspec


class Passed(msgspec.Struct, frozen=True):
    """Requests that are passed on.

    ``hosts`` are those that they are for, empty for any. ``upstream`` is the host that gets them, or a variable of the
    environment (``${CART_HOST}``). ``rewrite`` is what the prefix becomes there, None where the path stays whole.
    """

    hosts: tuple[str, ...]
    prefix: str
    upstream: str
    line: int
    rewrite: str | None = None
    is_exact: bool = False


class GatewayFile(msgspec.Struct, frozen=True):
    """What one configuration file passes on, in its order."""

    path: str
    dialect: str
    passed: tuple[Passed, ...] = ()
