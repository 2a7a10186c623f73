"""Which keys in a file that handles a message are of something else: of another topic, or of what nothing shows."""

from collections.abc import Iterable, Iterator

from juncture.code.language import language
from juncture.code.lineage import derived, lineage
from juncture.code.model import Access
from juncture.code.owners import Owners
from juncture.code.syntax import Source
from juncture.flow.files import Files


def of_message(files: Files, path: str, mark: str, found: Iterable[Access]) -> Iterator[tuple[Access, bool]]:
    """Yield the accesses that may be of a message, each with whether nothing speaks against it.

    ``mark`` is how the file names the message: its schema or its topic. What comes from another topic is none of it;
    where the file shows a variable to hold the message, what comes from elsewhere may be anything.
    """
    every = list(found)
    if not any(one.receiver for one in every):
        yield from ((one, True) for one in every)
        return
    facts = files.facts(path)
    source = Source(path, language(facts.language), files.content(path))
    owners = Owners(source)
    others = {end.topic.text for end in facts.topics if end.topic.kind == "literal"} - {mark}
    shown = derived(source, owners, mark)
    starts, start = [0], 0
    for line in source.text.split("\n"):
        starts.append(start + len(line) - len(line.lstrip()))
        start += len(line) + 1
    for one in every:
        told = lineage(source, owners, one.receiver, starts[one.line]) if one.receiver else None
        if told is None or _is(told.words, mark):
            yield one, True
        elif not told.words & others and (_is(told.around, mark) or not told.around & others):
            yield one, not (shown and told.is_given and not _is(told.around, mark))


def _is(words: frozenset[str], mark: str) -> bool:
    return any(each == mark or each.endswith(f"/{mark}") for each in words)
