"""Paths of a repository, compared folder by folder."""


def ends_with(path: str, tail: str) -> bool:
    """Tell whether ``tail`` is the end of ``path``, whole segments only. An empty tail ends nothing."""
    return bool(tail) and f"/{path}".endswith(f"/{tail.strip('/')}")


def shared_folders(one: str, other: str) -> int:
    """Return how many leading segments two paths share."""
    shared = 0
    for left, right in zip(one.split("/"), other.split("/"), strict=False):
        if left != right:
            break
        shared += 1
    return shared


def folder(path: str) -> str:
    """Return the folder of a path, empty at the root."""
    return path.rpartition("/")[0]


def stem(path: str) -> str:
    """Return the name of a file without its last ending."""
    return without_ending(path).rpartition("/")[2]


def without_ending(path: str) -> str:
    """Return a path without the last ending of its name."""
    parent, slash, name = path.rpartition("/")
    return parent + slash + (name.rpartition(".")[0] or name)


def is_below(path: str, parent: str) -> bool:
    """Tell whether a path lies in a folder; everything lies in the root, which is empty."""
    return not parent or path == parent or path.startswith(f"{parent}/")
