"""Step 6 in a review: what changed files emit more than before, and what nobody can tell."""

from juncture.facts.steps import StepId
from juncture.review.model import StepStatus

BASE = {
    "CODEOWNERS": "* @shop/all\n",
    "svc/cart/Dockerfile": "FROM scratch\n",
    "svc/cart/cart.py": "logger.info('placed')\n",
}


def step(found):
    return next(each for each in found.steps if each.id is StepId.OBSERVABILITY)


def test_a_signal_that_stood_before_is_not_added_again(repository, review):
    base = repository.commit(BASE)
    text = "logger.info('placed')\nlogger.info('paid')\nlogger.info('placed')\n"
    head = repository.commit({"svc/cart/cart.py": text, "svc/cart/new.py": "X = 1\n"})
    found = review(repository.folder, base, head)
    said = [one for one in found.evidence if one.step == StepId.OBSERVABILITY]
    assert [(one.summary, one.provenance[0].line) for one in said] == [
        ("cart emits `paid`", 2),
        ("cart emits `placed`", 3),
    ]
    assert step(found).reason.startswith("2 signals added in 1 service of 1")


def test_what_a_file_too_large_to_be_read_emits_is_unknown_and_not_nothing(repository, review):
    base = repository.commit(BASE)
    head = repository.commit({"svc/cart/new.py": "logger.info('paid')\n" + "# x\n" * 300_000})
    found = step(review(repository.folder, base, head))
    assert "what svc/cart/new.py emits cannot be told" in found.reason
    assert "no log, metric or trace is added" not in found.reason


def test_an_attribute_set_on_a_span_counts_though_nothing_else_is_new(repository, review):
    before = "from opentelemetry import trace\ndef ship(span, order):\n"
    base = repository.commit({**BASE, "svc/ship/Dockerfile": "FROM scratch\n", "svc/ship/ship.py": before})
    head = repository.commit({"svc/ship/ship.py": before + "    span.set_attribute('app.zip', order.zip)\n"})
    found = review(repository.folder, base, head)
    (said,) = (one for one in found.evidence if one.step == StepId.OBSERVABILITY)
    assert (said.summary, said.kind, said.provenance[0].line) == ("ship emits `app.zip`", "trace", 3)
    assert step(found).reason == "1 signal added in 1 service of 1"


def test_a_change_without_new_behaviour_or_a_signal_needs_none(repository, review):
    base = repository.commit(BASE)
    head = repository.commit({"svc/cart/cart.py": "# placed\nlogger.info('placed')\n"})
    assert step(review(repository.folder, base, head)).status is StepStatus.NOT_APPLICABLE


def test_what_moves_between_the_files_of_a_service_is_not_new_and_in_another_service_it_is(repository, review):
    base = repository.commit({**BASE, "svc/ship/Dockerfile": "FROM scratch\n", "svc/ship/ship.py": "X = 1\n"})
    text = BASE["svc/cart/cart.py"]
    moved = {"svc/cart/cart.py": None, "svc/cart/order.py": text, "svc/ship/ship.py": text}
    found = review(repository.folder, base, repository.commit(moved))
    assert [one.summary for one in found.evidence if one.step == StepId.OBSERVABILITY] == ["ship emits `placed`"]


def test_a_file_of_no_service_is_told_apart(repository, review):
    base = repository.commit({**BASE, "lib/retry.py": "X = 1\n"})
    found = review(repository.folder, base, repository.commit({"lib/retry.py": "logger.warning('again')\n"}))
    assert step(found).reason == "1 signal added in 1 file of no service"
    assert [one.summary for one in found.evidence if one.step == StepId.OBSERVABILITY] == ["`again` is emitted"]
