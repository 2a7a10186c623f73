"""The ledger: an append-only table of lines."""

import sqlite3

from invoicing.lines import Line

_TABLE = """
create table if not exists line (
    booking_id text not null, member_id text not null, kind text not null,
    text text not null, amount_cents integer not null,
    unique (booking_id, kind)
)
"""


class Ledger:
    """The lines of every booking. A kind is booked once for a booking, however often it is asked for."""

    def __init__(self, path: str) -> None:
        self._database = sqlite3.connect(path, check_same_thread=False)
        self._database.execute(_TABLE)

    def book(self, booking_id: str, member_id: str, line: Line) -> bool:
        """Append a line; tell whether it was not booked before."""
        with self._database:
            row = (booking_id, member_id, *line)
            done = self._database.execute("insert or ignore into line values (?, ?, ?, ?, ?)", row)
        return done.rowcount == 1

    def lines(self, member_id: str) -> list[Line]:
        """Return a member's lines in the order they were booked."""
        query = "select kind, text, amount_cents from line where member_id = ? order by rowid"
        return [Line(*row) for row in self._database.execute(query, (member_id,))]

    def members(self) -> list[str]:
        """Return the members who have a line, sorted."""
        return [row[0] for row in self._database.execute("select distinct member_id from line order by 1")]

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()
