"""Evidence for jobs: the code that a job runs reads the environment variable that its manifest gives."""

from collections.abc import Iterator

from juncture.catalog.names import key
from juncture.flow.files import Files
from juncture.flow.found import Found
from juncture.flow.sought import Sought


def settings(files: Files, part: Sought) -> Iterator[Found]:
    """Yield the lines that read the variable of a job, in the service that is called like the job or its container."""
    if not part.key:
        return
    named = {key(name) for name in (part.name, part.group) if name}
    running = {
        service.name
        for service in files.catalog.services
        if key(service.name) in named or any(key(each) in named for names in service.aliases.values() for each in names)
    }
    for path, facts in files.catalog.sources.items():
        service = files.catalog.owned.service(path)
        for one in facts.env if service in running else ():
            if one.name == part.key:
                text = files.line(path, one.line)
                reader = f"{facts.language}: reads the variable {one.name} that the job gives"
                yield Found(service, path, one.line, text, "read", "", one.name, part.part, facts.test, reader)
