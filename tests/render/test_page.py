"""The packet's page: self-contained, inert, and readable without a script (threats.md T14)."""

import re
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from juncture.render.page import page
from juncture.review.model import Review

from .payloads import MARKUP
from .test_html import Elements


@pytest.fixture(scope="module")
def shown(review: Review, notebook: Callable[[Review], Any]) -> str:
    return page(notebook(review), review)


def test_the_policy_lets_in_only_our_own_script(shown: str) -> None:
    script = re.findall(r"<script>(.*?)</script>", shown, re.DOTALL)
    assert len(script) == len(re.findall("<script", shown)) == 1
    digest = b64encode(sha256(script[0].encode()).digest()).decode()
    assert f"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{digest}'" in shown


def test_nothing_comes_from_elsewhere(shown: str) -> None:
    assert all(address.startswith("#") for address in Elements(shown).addresses)
    assert "@import" not in shown
    assert "url(" not in shown
    assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", shown)


def test_verdict_and_next_action_come_before_everything_else(shown: str) -> None:
    text = " ".join(Elements(shown.partition("<body")[2]).text.split())
    assert 0 < text.index("Blocked") < text.index("Next (author)") < text.index("Scope")


def test_there_is_one_h1_and_every_link_has_its_aim(shown: str) -> None:
    assert len(re.findall("<h1", shown)) == 1
    ids = re.findall(r' id="([^"]+)"', shown)
    assert len(ids) == len(set(ids))
    assert {address[1:] for address in Elements(shown).addresses} <= set(ids)


def test_sections_stand_in_the_notebook_s_order_with_the_status_of_their_step(shown: str) -> None:
    contents = shown[shown.index("<nav") : shown.index("</nav>")]
    text = " ".join(Elements(contents).text.split())
    assert text.startswith("Scope Holds Ownership ✓ ok Data and control flow ✓ ok Integration surface ✕ blocked")
    assert re.findall(r"<h2[^>]*>([^<]*)", shown)[:3] == ["Scope", "Holds", "Ownership"]


def test_the_verdict_of_a_cell_is_not_repeated(shown: str) -> None:
    assert shown.count('class="juncture verdict') == 1


def test_a_page_is_small(shown: str) -> None:
    without_pictures = re.sub(r"<svg.*?</svg>", "", shown, flags=re.DOTALL)
    assert len(without_pictures.encode()) < 150_000


def test_every_part_has_a_landmark_and_a_page_of_the_meeting(shown: str) -> None:
    for landmark in ("<header", "<nav", "<main", "<footer"):
        assert landmark in shown
    assert '<a class="skip" href="#steps">' in shown
    (breaking,) = re.findall(r'<article class="card bad"[^>]* id="impact-[0-9a-f]{12}"[^>]*>', shown)
    assert "data-page" in breaking


def test_inputs_widgets_and_foreign_markup_are_left_behind(review: Review) -> None:
    outputs = [
        new_output("display_data", {"text/html": "<b>foreign</b>", "text/plain": "a frame <b>"}),
        new_output("display_data", {"image/svg+xml": "<svg onload='x()'/>", "text/plain": "a drawing"}),
        new_output("display_data", {"application/javascript": "alert(1)"}),
        new_output(
            "display_data", {"application/vnd.jupyter.widget-view+json": {"model_id": "a"}, "text/plain": "a form"}
        ),
        new_output("stream", name="stdout", text="said <i>aloud</i>"),
        new_output("stream", name="stderr", text="whispered"),
        new_output("error", ename="KeyError", evalue="<u>key</u>", traceback=["\x1b[31mline"]),
    ]
    cells = [new_markdown_cell("## Own"), new_code_cell("secret_source()", outputs=outputs)]
    metadata = {"widgets": {"application/vnd.jupyter.widget-state+json": {"state": {"a": "widget-state"}}}}
    shown = page(new_notebook(cells=cells, metadata=metadata), review)
    body = shown[shown.index('<h2 id="own-title"') : shown.index("</main>")]
    assert {tag for tag, _ in Elements(body).elements} == {"h2", "pre", "p", "strong"}
    for kept in ("a frame <b>", "a drawing", "a form", "said <i>aloud</i>", "KeyError: <u>key</u>"):
        assert kept in Elements(body).text
    for dropped in ("secret_source", "widget-state", "alert(1)", "whispered", "\x1b"):
        assert dropped not in shown


def test_planted_strings_add_nothing_to_the_page(
    shown: str, planted: Callable[[str], Review], notebook: Callable[[Review], Any]
) -> None:
    review = planted("".join(MARKUP))
    clean, found = Elements(shown), Elements(page(notebook(review), review))
    assert found.elements <= clean.elements | {("code", ())}
    assert all(address.startswith("#") for address in found.addresses)


def test_a_notebook_is_read_from_its_file(
    tmp_path: Path, review: Review, notebook: Callable[[Review], Any], shown: str
) -> None:
    nbformat.write(notebook(review), tmp_path / "walk.ipynb")
    assert page(tmp_path / "walk.ipynb", review) == shown


def test_a_notebook_without_headings_is_one_section(review: Review) -> None:
    assert 'id="review"' in page(new_notebook(cells=[new_markdown_cell("Only a sentence.")]), review)
