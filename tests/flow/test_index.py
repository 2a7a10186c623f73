"""What a search asks of all files: an index near another answers as one that stands alone would."""

import pytest

from juncture.catalog.open import open_catalog
from juncture.flow.files import Files
from juncture.repository.cache import Cache
from juncture.repository.changes import ChangeSet
from juncture.repository.git import Git
from juncture.repository.tree import GitTree

BASE = {
    "src/cart/Dockerfile": "FROM node\n",
    "src/cart/a.ts": "import { Money } from './money';\n",
    "src/cart/b.ts": "import { Money } from '../shared/money';\n",
    "src/cart/c.py": "import money\n",
    "src/cart/Tax.java": "package tax;\nclass Tax { shop.Money of; }\n",
    "src/cart/money.test.ts": "import { Money } from './money';\n",
    "src/shared/index.ts": "export * from './money';\n",
    "src/shared/Rate.java": "package rate;\nclass Rate {}\n",
}
HEAD = {
    "src/cart/a.ts": "import { Price } from './price';\n",
    "src/cart/b.ts": None,
    "src/cart/d.ts": "import { Money } from './money';\n",
    "src/cart/Tax.java": "package tax;\nclass Tax { int of; }\n",
    "src/shared/Rate.java": "package rate;\nclass Rate { shop.Money of; }\n",
    "src/quote/Dockerfile": "FROM node\n",
    "src/quote/e.ts": "import { Money } from './money';\n",
}


@pytest.fixture
def sides(repository):
    """Return the files of base, those of head near to them, and those of head alone."""
    base, head = (
        open_catalog(GitTree(Git(repository.folder), revision), Cache(None))
        for revision in (repository.commit(BASE), repository.commit(HEAD))
    )
    before = Files(base)
    near = Files(head, before, ChangeSet(base.tree, head.tree).changes.keys())
    return before, near, Files(head)


def answers(files):
    index = files.index
    return {
        "importing": index.importing("typescript", "money"),
        "python": index.importing("python", "money"),
        "java": index.speaking(["java"]),
        "cart": index.of_service("cart", "typescript"),
        "shared": index.of_service("src/shared/", "typescript"),
        "quote": index.has_source("quote"),
        "writing": files.writing(["java"], ["shop."]),
    }


def test_base(sides):
    before, _, _ = sides
    assert answers(before) == {
        "importing": ["src/cart/a.ts", "src/cart/b.ts", "src/cart/money.test.ts", "src/shared/index.ts"],
        "python": ["src/cart/c.py"],
        "java": ["src/cart/Tax.java", "src/shared/Rate.java"],
        "cart": ["src/cart/a.ts", "src/cart/b.ts"],
        "shared": ["src/shared/index.ts"],
        "quote": False,
        "writing": ["src/cart/Tax.java"],
    }


def test_near_another_it_answers_as_alone(sides):
    before, near, alone = sides
    answers(before)
    assert answers(near) == answers(alone)
    assert answers(near)["importing"] == [
        "src/cart/d.ts",
        "src/cart/money.test.ts",
        "src/quote/e.ts",
        "src/shared/index.ts",
    ]
    assert answers(near)["writing"] == ["src/shared/Rate.java"]


def test_what_is_the_same_is_read_once(sides, monkeypatch):
    before, near, _ = sides
    read = []
    plain = GitTree.read

    def counted(tree, paths):
        asked = list(paths)
        read.extend(asked)
        return plain(tree, asked)

    monkeypatch.setattr(GitTree, "read", counted)
    for files in (before, near):
        files.load(["src/cart/c.py", "src/cart/a.ts"])
    assert sorted(read) == ["src/cart/a.ts", "src/cart/a.ts", "src/cart/c.py"]
    assert near.content("src/cart/a.ts").startswith(b"import { Price }")
