"""The stored notebooks as any viewer shows them: Jupyter's own style sheet over our views."""

import pytest

from juncture.shipped import shipped

pytestmark = pytest.mark.browser


@pytest.fixture
def shown(browser, tmp_path):
    """Return a function that opens a stored notebook as ``jupyter nbconvert --to html`` writes it, with no network."""
    from nbconvert.exporters.html import HTMLExporter  # noqa: PLC0415

    contexts = []

    def open_notebook(name, width):
        body, _ = HTMLExporter().from_filename(str(shipped("notebooks") / f"{name}.ipynb"))
        path = tmp_path / f"{name}.html"
        path.write_text(body, encoding="utf-8")
        context = browser.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.route(lambda address: not address.startswith("file:"), lambda route: route.abort())
        page.goto(path.as_uri())
        return page

    yield open_notebook
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_a_figure_stands_below_its_name_on_one_line(shown, width):
    page = shown("service_flow", width)
    for tile in page.locator(".figures > div").all():
        name, number = (tile.locator(tag).first.bounding_box() for tag in ("dt", "dd"))
        assert name["height"] < 30, tile.inner_text()
        assert number["y"] >= name["y"] + name["height"] - 1
        assert abs(number["x"] - name["x"]) < 1


@pytest.mark.parametrize("width", [390, 1280])
def test_what_became_of_a_break_is_in_sight(shown, width):
    page = shown("backtest", width)
    for cell in page.locator(".backtest :is(th, td):visible").all():
        box = cell.bounding_box()
        assert box["x"] + box["width"] <= width + 1, cell.inner_text()
    words = page.locator(".backtest svg text").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert min(words) >= 12
