"""Reads services and their methods."""

from juncture.contracts.protobuf.braces import braces
from juncture.contracts.protobuf.options import block, statement
from juncture.contracts.protobuf.syntax import Option, Rpc, Service
from juncture.contracts.protobuf.tokens import Cursor


def service(cursor: Cursor) -> Service:
    """Read ``service Name { … }`` with the cursor on ``service``."""
    place = cursor.place(cursor.at)
    cursor.at += 1
    name = cursor.name("the name of a service")
    rpcs: list[Rpc] = []
    options: list[Option] = []

    def member() -> None:
        if cursor.texts[cursor.at] == "option":
            options.append(statement(cursor))
        elif cursor.texts[cursor.at] == "rpc":
            rpcs.append(_rpc(cursor))
        elif not cursor.take(";"):
            raise cursor.fail("'rpc', 'option' or '}'")

    braces(cursor, member)
    return Service(name, *place, tuple(rpcs), tuple(options))


def _rpc(cursor: Cursor) -> Rpc:
    place = cursor.place(cursor.at)
    cursor.at += 1
    name = cursor.name("the name of a method")
    sent, request = _payload(cursor)
    cursor.expect("returns")
    received, response = _payload(cursor)
    options = () if cursor.take(";") else block(cursor)
    return Rpc(name, request, response, *place, sent, received, options)


def _payload(cursor: Cursor) -> tuple[bool, str]:
    """Take ``(stream? Type)``; a type may itself be called ``stream``."""
    cursor.expect("(")
    streaming = cursor.texts[cursor.at] == "stream" and cursor.texts[cursor.at + 1] not in (")", ".")
    cursor.at += streaming
    kind = cursor.dotted("the type of the message")
    cursor.expect(")")
    return streaming, kind
