"""Step 6 in a review: what changed files emit more than before, and what nobody can tell."""

from juncture.facts.steps import StepId

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
