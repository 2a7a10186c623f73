"""The list of tools, and how a member's words find one."""

from typing import NamedTuple


class Tool(NamedTuple):
    """A tool. Money is in cents."""

    id: str
    name: str
    day_rate_cents: int
    deposit_cents: int


TOOLS = (
    Tool("drill-18v", "Cordless drill, 18 V", 600, 4000),
    Tool("tile-saw", "Tile saw with water tray", 1450, 12000),
    Tool("ladder-6m", "Ladder, 6 m", 500, 3000),
    Tool("sander", "Belt sander", 700, 4500),
)


def by_id(tool_id: str) -> Tool:
    """Return a tool. Raises LookupError for one that is not lent."""
    for tool in TOOLS:
        if tool.id == tool_id:
            return tool
    raise LookupError(f"no tool is called {tool_id!r}")


def find(words: str) -> list[Tool]:
    """Return the tools whose name holds every word, cheapest first."""
    wanted = words.lower().split()
    found = [tool for tool in TOOLS if all(word in tool.name.lower() for word in wanted)]
    return sorted(found, key=lambda tool: (tool.day_rate_cents, tool.id))
