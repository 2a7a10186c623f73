"""The walk-through in JupyterLab: an answer given there is in the design file, whatever happens to the kernel."""

import json
import subprocess
import urllib.request

import pytest

pytestmark = pytest.mark.browser
TOKEN = "test-token"
ANSWER = "Add field 7 beside it, write both, move the desk, then reserve field 2."
PLACE = "change_management.migration"
DESIGN = "designs/partner-lockers.yaml"


def open_notebook(page, lab):
    page.goto(f"{lab.address}/lab/tree/.juncture/lab/integration_review.ipynb?token={TOKEN}")
    page.wait_for_function("window.jupyterapp?.shell?.currentWidget?.sessionContext?.isReady === true", timeout=60_000)
    page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
    page.wait_for_selector(".jp-OutputArea-output textarea", timeout=60_000, state="attached")


def field(page, place):
    return page.locator(f".jp-OutputArea-output textarea[placeholder='{place}']")


def diff(lab) -> str:
    result = subprocess.run(["git", "-C", str(lab.root), "diff"], capture_output=True, text=True, check=True)
    return result.stdout


def test_an_answer_survives_the_kernel_and_stands_in_git_diff(browser, lab):
    context = browser.new_context(viewport={"width": 1280, "height": 1600})
    asked = []
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    open_notebook(page, lab)

    assert "Blocked" in page.locator(".jp-OutputArea-output .juncture").first.text_content()
    migration = field(page, PLACE)
    migration.scroll_into_view_if_needed()
    migration.fill(ANSWER)
    migration.press("Tab")
    step = page.locator(".jp-OutputArea-output").filter(has=page.locator(f"textarea[placeholder='{PLACE}']")).last
    step.get_by_role("button", name="Save answers").click()
    step.get_by_text("Saved 1 to designs/partner-lockers.yaml").wait_for(timeout=20_000)

    kernels = f"{lab.address}/api/kernels?token={TOKEN}"
    with urllib.request.urlopen(kernels) as answer:
        running = json.load(answer)
    for kernel in running:
        request = urllib.request.Request(f"{lab.address}/api/kernels/{kernel['id']}?token={TOKEN}", method="DELETE")
        urllib.request.urlopen(request).close()
    page.close()

    changed = [line for line in diff(lab).splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    assert [line for line in changed if line.startswith("+")] == [f'+  migration: "{ANSWER}"']
    assert sum(line.startswith("-") for line in changed) <= 1, "no other line of the design changed"
    assert DESIGN in diff(lab)

    page = context.new_page()
    open_notebook(page, lab)
    assert field(page, PLACE).input_value() == ANSWER
    assert all(url.startswith((lab.address, "data:", "blob:")) for url in asked), "nothing is loaded from elsewhere"
    context.close()
