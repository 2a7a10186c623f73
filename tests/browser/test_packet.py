"""The packet in a real browser: what is planted stays text, nothing is asked from elsewhere, and it can be used."""

import re

import msgspec
import pytest

from juncture.lab.example import build
from juncture.publish.publish import publish
from juncture.repository.cache import Cache
from juncture.repository.git import Git
from juncture.review.open import open_review

pytestmark = pytest.mark.browser
PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<svg/onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "<iframe src='http://127.0.0.1:9/'></iframe>",
    "javascript:alert(1)",
    "<a href='javascript:alert(1)'>x</a>",
    "<style>@import 'http://127.0.0.1:9/x.css'</style>",
    "<link rel=stylesheet href=http://127.0.0.1:9/x.css>",
    "<base href=http://127.0.0.1:9/>",
    "<meta http-equiv=refresh content='0;url=http://127.0.0.1:9/'>",
    "{{ 7 * 7 }}{% raw %}",
    "<details open ontoggle=alert(1)>",
    "</style><script>alert(1)</script>",
    "<math><mtext></mtext><script>alert(1)</script></math>",
    "<form action=http://127.0.0.1:9/><button>x</button></form>",
)


@pytest.fixture(scope="module")
def review(tmp_path_factory):
    demo = build(tmp_path_factory.mktemp("example") / "repository")
    return open_review(Git(demo.repository), target=demo.base, head=demo.head, as_of="2026-03-02", cache=Cache(None))


FOLDER = "backend/model/message/src/main/java/org/lendhouse/model/message"


@pytest.fixture(scope="module")
def packet(review, tmp_path_factory):
    return publish(review, tmp_path_factory.mktemp("packets") / "packet")


@pytest.fixture(scope="module")
def long_packet(review, tmp_path_factory):
    """A packet in which whoever is reached is called by a long folder."""
    named = tuple(
        msgspec.structs.replace(one, service=f"{FOLDER}/{one.service}", teams=("@lendhouse/message-and-media-backend",))
        for one in review.impact
    )
    return publish(msgspec.structs.replace(review, impact=named), tmp_path_factory.mktemp("packets") / "long")


def planted(review, payload):
    """Put a payload behind every text of a review that somebody outside wrote."""
    plain = msgspec.to_builtins(review)

    def poisoned(value, key=""):
        if isinstance(value, dict):
            return {name: poisoned(item, name) for name, item in value.items()}
        if isinstance(value, list):
            return [poisoned(item, key) for item in value]
        free = {
            "path",
            "text",
            "message",
            "why",
            "reason",
            "old",
            "new",
            "part",
            "name",
            "what",
            "who",
            "summary",
            "teams",
        }
        return f"{value} {payload}" if isinstance(value, str) and key in free else value

    return msgspec.convert(poisoned(plain), type(review))


def opened(browser, page_path, query=""):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    seen = {"requests": [], "dialogs": [], "errors": []}
    page.on("request", lambda request: seen["requests"].append(request.url))
    page.on("dialog", lambda dialog: (seen["dialogs"].append(dialog.message), dialog.dismiss()))
    page.on("pageerror", lambda error: seen["errors"].append(str(error)))
    page.goto(page_path.resolve().as_uri() + query)
    page.wait_for_load_state("networkidle")
    return context, page, seen


def test_planted_text_stays_text(browser, review, tmp_path):
    poisoned = review
    for payload in PAYLOADS:
        poisoned = planted(poisoned, payload)
    clean = publish(review, tmp_path / "clean")
    page_path = publish(poisoned, tmp_path / "poisoned")
    _, plain, _ = opened(browser, clean)
    elements = "[...document.querySelectorAll('script,iframe,img,link,base,form,meta,object,embed')].length"
    expected = plain.evaluate(elements)
    context, page, seen = opened(browser, page_path)
    assert seen["dialogs"] == []
    assert all(url.startswith(("file:", "data:")) for url in seen["requests"])
    assert page.evaluate(elements) == expected
    assert "<script>alert(1)</script>" in page.locator("body").text_content()
    context.close()


def test_the_first_screen_says_verdict_and_next_action(browser, packet):
    context, page, seen = opened(browser, packet)
    assert page.locator("h1").count() == 1
    assert "Blocked" in page.locator("h1").inner_text()
    assert page.get_by_text("Next (author)").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert page.locator("svg[role=img]").count() >= 1
    assert seen["errors"] == []
    context.close()


def test_the_url_is_the_filter(browser, packet):
    context, page, _ = opened(browser, packet, "?severity=block")
    shown = page.locator("article.finding:visible, [data-severity]:visible")
    assert shown.count() >= 1
    assert set(shown.evaluate_all("nodes => nodes.map(node => node.dataset.severity)")) <= {"block"}
    context.close()


BEYOND = """() => [...document.querySelectorAll("main *, .first *")]
    .filter((one) => one.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .filter((one) => one.offsetParent && !one.closest(".picture, pre"))
    .map((one) => `${one.tagName} ${one.textContent.slice(0, 60)}`)"""


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("which", ["packet", "long_packet"])
def test_no_screen_needs_sideways_scrolling(browser, request, which, width):
    context = browser.new_context(viewport={"width": width, "height": 800})
    page = context.new_page()
    page.goto(request.getfixturevalue(which).resolve().as_uri())
    assert page.evaluate(BEYOND) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_lines_of_users_have_room_beside_long_names(browser, long_packet):
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.goto(long_packet.resolve().as_uri())
    widths = page.locator("td.uses").evaluate_all("cells => cells.map(cell => cell.clientWidth)")
    assert min(widths) > 240
    context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_of_a_meeting_is_cut_or_covered(browser, long_packet, width):
    context = browser.new_context(viewport={"width": width, "height": 720})
    page = context.new_page()
    page.goto(long_packet.resolve().as_uri() + "?meeting")
    for _ in range(int(page.locator("#at").inner_text().split()[-1])):
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        assert page.evaluate(BEYOND) == []
        bar = page.locator(".turn").bounding_box()
        read = page.locator(".frame").bounding_box()
        assert read["y"] + read["height"] <= bar["y"] + 1
        assert bar["y"] + bar["height"] <= 721
        page.keyboard.press("ArrowRight")
    context.close()


def test_how_a_break_goes_live_is_open_under_safe_rollout(browser, packet):
    context, page, _ = opened(browser, packet)
    section = page.locator("#safe-rollout")
    assert section.get_by_text("when old and new meet").first.is_visible()
    assert section.get_by_text(re.compile("no safe deploy order|deploy .* first", re.IGNORECASE)).first.is_visible()
    context.close()


def test_paper_shows_every_proof(browser, packet):
    context = browser.new_context()
    page = context.new_page()
    page.goto(packet.resolve().as_uri())
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert page.get_by_text(re.compile("new writer → old reader")).first.is_visible()
    context.close()


def test_the_meeting_goes_page_by_page_with_keys(browser, packet):
    context, page, _ = opened(browser, packet, "?meeting")
    first = page.evaluate("document.body.innerText")
    page.keyboard.press("ArrowRight")
    second = page.evaluate("document.body.innerText")
    page.keyboard.press("ArrowLeft")
    assert first != second
    assert page.evaluate("document.body.innerText") == first
    context.close()
