"""Saving never loses anything: not the file, not the other's edit, not the answers."""

from pathlib import Path

import pytest

from juncture.design.draft import dump
from juncture.design.file import load
from juncture.design.model import Design
from juncture.design.store import ConflictError, digest, save
from juncture.facts.problem import InputError


def test_an_answer_is_saved_and_the_digest_leads_to_the_next(tmp_path: Path) -> None:
    path = tmp_path / "designs" / "zip.yaml"
    first = save(path, {"requirement": "more"}, "")
    second = save(path, {"answers.residency": "EU"}, first)
    assert second == digest(path.read_bytes())
    design = load("designs/zip.yaml", path.read_bytes())
    assert (design.requirement, design.answers) == ("more", {"residency": "EU"})
    assert [file.name for file in path.parent.iterdir()] == ["zip.yaml"], "nothing is left beside it"


def test_an_edit_made_meanwhile_is_a_conflict_that_keeps_both(tmp_path: Path) -> None:
    path = tmp_path / "zip.yaml"
    seen = save(path, {}, "")
    path.write_text("requirement: by hand\n")
    with pytest.raises(ConflictError, match="edited meanwhile") as caught:
        save(path, {"requirement": "by form"}, seen)
    assert path.read_text() == "requirement: by hand\n"
    assert caught.value.answers == {"requirement": "by form"}
    save(path, caught.value.answers, caught.value.digest)
    assert path.read_text() == "requirement: by form\n"


def test_a_file_that_came_or_went_is_a_conflict(tmp_path: Path) -> None:
    path = tmp_path / "zip.yaml"
    path.write_text(dump(Design()))
    with pytest.raises(ConflictError):
        save(path, {"requirement": "x"}, "")
    seen = digest(path.read_bytes())
    path.unlink()
    with pytest.raises(ConflictError):
        save(path, {"requirement": "x"}, seen)
    assert not path.exists()


def test_a_refused_answer_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "zip.yaml"
    path.write_text("requirment: typo\n")
    with pytest.raises(InputError, match=r"zip\.yaml:1: unknown key 'requirment'"):
        save(path, {"requirement": "x"}, digest(path.read_bytes()))
    assert path.read_text() == "requirment: typo\n"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("requirement: mine\n")
    link = tmp_path / "zip.yaml"
    link.symlink_to(outside)
    with pytest.raises(InputError, match="a design is a plain file"):
        save(link, {"requirement": "x"}, digest(outside.read_bytes()))
    assert outside.read_text() == "requirement: mine\n"


def test_the_file_keeps_its_mode(tmp_path: Path) -> None:
    path = tmp_path / "zip.yaml"
    seen = save(path, {}, "")
    path.chmod(0o664)
    save(path, {"requirement": "x"}, seen)
    assert path.stat().st_mode & 0o777 == 0o664
