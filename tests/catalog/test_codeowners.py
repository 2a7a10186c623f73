"""Who owns a path, as GitHub and as GitLab say: their documented examples, and every trap between them."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from juncture.catalog.codeowners import GITHUB, GITLAB, Codeowners, dead, find, parse
from juncture.facts.problem import InputError

GITHUB_EXAMPLE = """\
# Comments and blank lines say nothing.

*                @global-owner1 @global-owner2
*.js             @js-owner #This is an inline comment.
*.go             docs@example.com
*.txt            @octo-org/octocats
/build/logs/     @doctocat
docs/*           docs@example.com
apps/            @octocat
/docs/           @doctocat
/scripts/        @doctocat @octocat
**/logs          @octocat
/apps/           @octocat
/apps/github
"""

GITLAB_EXAMPLE = """\
* @default-owner
README.md @doc-team @tech-lead
*.rb @ruby-owner
LICENSE @legal janedoe@gitlab.com
README @group @group/with-nested/subgroup
/docs/ @all-docs
/docs/* @root-docs
/docs/**/*.md @markdown-docs
/db/**/index.md @index-docs

[Documentation]
ee/docs    @docs
docs       @docs

/config/ @@maintainer
"""


def github(text: str) -> Codeowners:
    return parse("CODEOWNERS", text.encode(), GITHUB)


def gitlab(text: str) -> Codeowners:
    return parse("CODEOWNERS", text.encode(), GITLAB)


def said(owners: Codeowners) -> list[tuple[int, str]]:
    return [(finding.provenance[0].line, finding.rule.partition("/")[2]) for finding in owners.findings]


@pytest.mark.parametrize(
    ("path", "owners", "line"),
    [
        ("Makefile", "@global-owner1 @global-owner2", 3),
        ("src/deep/app.js", "@js-owner", 4),
        ("cmd/main.go", "docs@example.com", 5),
        ("notes/todo.txt", "@octo-org/octocats", 6),
        ("build/logs/2024/a.log", "@octocat", 12),
        ("x/build/logs.md", "@global-owner1 @global-owner2", 3),
        ("site/apps/main.c", "@octocat", 9),
        ("docs/getting-started.md", "@doctocat", 10),
        ("docs/build-app/troubleshooting.md", "@doctocat", 10),
        ("scripts/run.sh", "@doctocat @octocat", 11),
        ("deeply/nested/logs/x", "@octocat", 12),
        ("scripts/logs", "@octocat", 12),
        ("apps/web/index.js", "@octocat", 13),
    ],
)
def test_githubs_own_example(path, owners, line):
    found = github(GITHUB_EXAMPLE).owners(path)
    assert (found.state, " ".join(found.owners), found.line) == ("owned", owners, line)


def test_a_line_without_owners_is_a_state_of_its_own():
    owners = github(GITHUB_EXAMPLE)
    exempt = owners.owners("apps/github/deploy.js")
    assert (exempt.state, exempt.owners, exempt.line, exempt.pattern) == ("unowned", (), 14, "/apps/github")
    assert github("/apps/ @octocat\n").owners("Makefile").state == "unmatched"


def test_a_later_line_gives_an_unowned_folder_an_owner_again():
    owners = github("/apps/ @octocat\n/apps/github\n/apps/github @doctocat\n")
    assert owners.owners("apps/github/x").owners == ("@doctocat",)


@pytest.mark.parametrize(
    ("pattern", "matched", "unmatched"),
    [
        ("docs/*", ["docs/a.md"], ["docs/build-app/a.md", "x/docs/a.md"]),
        ("docs/", ["docs/a", "x/y/docs/z/a"], ["docs", "x/docs"]),
        ("docs", ["docs", "docs/a", "x/docs", "x/docs/a"], ["docsx", "xdocs/a"]),
        ("a/b", ["a/b", "a/b/c"], ["x/a/b"]),
        ("/x", ["x", "x/y/z"], ["y/x"]),
        ("/*", ["a"], ["a/b"]),
        ("*", ["a", "a/b", ".hidden/b"], []),
        ("**", ["a", "a/b"], []),
        ("**/", ["a/b"], ["a"]),
        ("*.js", ["a.js", "x/a.js", "a.js/inside", ".js"], ["ajs", "a.jsx", "a.JS"]),
        ("a/**", ["a/b", "a/b/c"], ["a"]),
        ("a/**/b", ["a/b", "a/x/b", "a/x/y/b", "a/b/c"], ["b", "x/a/b"]),
        ("/a/**/*.go", ["a/x.go", "a/b/c/x.go"], ["x.go", "a/x.c"]),
        ("**/gen/*", ["gen/a", "x/gen/a"], ["gen/x/a"]),
        ("a/*/c", ["a/b/c", "a/b/c/d"], ["a/c", "a/b/b/c"]),
        ("f?o.c", ["foo.c", "x/fxo.c"], ["fo.c", "f/o.c"]),
        ("test_*_x.py", ["test_a_x.py", "test__x.py"], ["test_x.py"]),
        (r"with\ space/", ["with space/a"], ["with/a"]),
        ("Docs/", ["Docs/a"], ["docs/a"]),
        ("a#b", ["a#b"], ["a"]),
    ],
)
def test_a_pattern_on_github(pattern, matched, unmatched):
    owners = github(f"{pattern} @owner\n")
    assert [path for path in matched if owners.owners(path).state != "owned"] == []
    assert [path for path in unmatched if owners.owners(path).state != "unmatched"] == []


@pytest.mark.parametrize(
    "line",
    ["!*.md @a", "[ab].c @a", "x[0-9] @a", r"\#file @a", "***/x @a", "/ @a", "*.txt docs@", "*.c user", "*.c @ünï"],
)
def test_what_github_does_not_support_is_void_and_reported(line):
    owners = github(f"* @everyone\n{line}\n")
    assert said(owners) == [(2, "codeowners-void-line")]
    assert owners.owners("file.md").owners == ("@everyone",)
    assert owners.owners("x[0-9]").owners == ("@everyone",)


def test_the_account_of_deleted_users_is_nobody():
    owners = github("a @ghost\nb @ghost @ada\n")
    assert owners.owners("a").state == "unowned"
    assert owners.owners("b").owners == ("@ada",)


def test_over_three_megabytes_github_loads_nothing():
    owners = parse("CODEOWNERS", b"* @ada\n" + b"# padding\n" * 320_000, GITHUB)
    assert owners.owners("a").state == "unmatched"
    assert said(owners) == [(0, "codeowners-too-large")]


@pytest.mark.parametrize(
    ("path", "owners", "lines"),
    [
        ("Makefile", "@default-owner", (1,)),
        ("app/README.md", "@doc-team @tech-lead", (2,)),
        ("a/b/c.rb", "@ruby-owner", (3,)),
        ("LICENSE", "@legal janedoe@gitlab.com", (4,)),
        ("README", "@group @group/with-nested/subgroup", (5,)),
        ("docs/a.txt", "@root-docs", (7,)),
        ("docs/x/a.txt", "@all-docs", (6,)),
        ("docs/x/y/a.md", "@markdown-docs", (8,)),
        ("docs/a.md", "@markdown-docs", (8,)),
        ("db/index.md", "@index-docs", (9,)),
        ("config/db/a.yml", "@default-owner @@maintainer", (1, 15)),
        ("x/docs", "@default-owner @docs", (1, 13)),
    ],
)
def test_gitlabs_own_example(path, owners, lines):
    found = gitlab(GITLAB_EXAMPLE).owners(path)
    assert (" ".join(found.owners), found.lines) == (owners, lines)


def test_owners_unite_across_sections_and_the_last_match_wins_within_one():
    owners = gitlab(
        "* @admin\n[README Owners]\nREADME.md @user1 @user2\ninternal/README.md @user4\n"
        "[README other owners]\nREADME.md @user3\n"
    )
    assert owners.owners("README.md").owners == ("@admin", "@user1", "@user2", "@user3")
    assert owners.owners("internal/README.md").owners == ("@admin", "@user4", "@user3")


def test_a_sections_default_owners_stand_where_an_entry_names_none():
    owners = gitlab(
        "* @general-approvers\n[Documentation] @docs-team\ndocs/\nREADME.md\n*.txt\n"
        "[Database] @database-team @agarcia\nmodel/db/\nconfig/db/database-setup.md @docs-team\n"
    )
    three = ("@general-approvers", "@docs-team", "@database-team", "@agarcia")
    assert owners.owners("model/db/CHANGELOG.txt").owners == three
    assert owners.owners("config/db/database-setup.md").owners == ("@general-approvers", "@docs-team")


def test_sections_of_one_name_are_one_whatever_the_case_and_required_once_one_is():
    owners = gitlab("^[Docs]\n*.md @a\n[Go][2]\n*.go @g\n[DOCS][0]\nREADME.md @b\n^[Ruby]\n*.rb @r\n")
    assert [(s.name, s.line, s.optional, s.approvals) for s in owners.sections] == [
        ("Docs", 1, False, 1),
        ("Go", 3, False, 2),
        ("Ruby", 7, True, 1),
    ]
    assert owners.owners("README.md").owners == ("@b",)


@pytest.mark.parametrize(
    ("pattern", "matched", "unmatched"),
    [
        ("/README.md", ["README.md"], ["docs/README.md"]),
        ("README.md", ["README.md", "app/lib/README.md"], ["README.mdx"]),
        ("internal/README.md", ["internal/README.md", "docs/api/internal/README.md"], ["README.md"]),
        ("/docs", ["docs"], ["docs/a", "x/docs"]),
        ("/docs/", ["docs/a", "docs/x/y/a"], ["docs", "x/docs/a"]),
        ("/docs/*.md", ["docs/a.md"], ["docs/x/a.md"]),
        ("/docs/index.*", ["docs/index.md", "docs/index."], ["docs/index", "docs/x/index.md"]),
        ("/docs/*spec*", ["docs/qa_specs.rb", "docs/spec_helpers.rb", "docs/runtime.spec"], ["docs/x/spec"]),
        ("/docs/*/README.md", ["docs/api/README.md"], ["docs/README.md", "docs/api/v2/README.md"]),
        ("/docs/**/index.md", ["docs/index.md", "docs/api/graphql/index.md"], ["index.md"]),
        ("/docs/**", ["docs/a"], ["docs/x/a"]),
        ("docs/**/*", ["docs/a", "x/docs/y/z/a"], ["docs"]),
        ("*", [".gitignore", "a/b"], []),
        ("file[abc].c", ["filea.c", "x/fileb.c"], ["filed.c", "file[abc].c"]),
        ("v[0-9]", ["v1"], ["vx"]),
        ("v[!0-9]", ["vx"], ["v1"]),
        ("[z-a]", [], ["z", "a", "b"]),
        (r"\#file_with_pound.rb", ["#file_with_pound.rb"], ["file_with_pound.rb"]),
        (r"path\ with\ spaces/", ["path with spaces/a", "x/path with spaces/y/a"], ["path"]),
    ],
)
def test_a_pattern_on_gitlab(pattern, matched, unmatched):
    owners = gitlab(f"{pattern} @owner\n")
    assert [path for path in matched if owners.owners(path).state != "owned"] == []
    assert [path for path in unmatched if owners.owners(path).state != "unmatched"] == []


def test_an_exclusion_holds_in_its_section_and_is_never_taken_back():
    owners = gitlab(
        "* @default-owner\n!*.rb\n/special/*.rb @ruby-owner\n!package-lock.json\n!**/generated/\n"
        "[Config]\n/config/ @ops-team\n"
    )
    excluded = owners.owners("special/a.rb")
    assert (excluded.state, excluded.line) == ("unowned", 2)
    assert owners.owners("x/generated/y/a.c").state == "unowned"
    assert owners.owners("config/a.rb").owners == ("@ops-team",)
    assert owners.owners("config/a.c").owners == ("@default-owner", "@ops-team")


def test_a_bad_heading_is_an_entry_of_the_section_before_it():
    owners = gitlab("[Docs]\ndocs/**/* @group\n\n[Section name\ndocs/ @docs_group\n")
    assert [(rule.pattern, rule.section) for rule in owners.rules] == [
        ("docs/**/*", "Docs"),
        ("[Section", "Docs"),
        ("docs/", "Docs"),
    ]
    assert owners.owners("docs/a").owners == ("@docs_group",)
    assert (4, "codeowners-bad-heading") in said(owners)


def test_malformed_owners_are_ignored_and_owners_in_comments_count():
    owners = gitlab("/path/* @group user_without_at_symbol @user_with_at\n*.md @docs # ask @boss\n")
    assert owners.owners("path/a").owners == ("@group", "@user_with_at")
    assert owners.owners("a.md").owners == ("@docs", "@boss")
    assert said(owners) == [(1, "codeowners-bad-owner"), (2, "codeowners-comment-owner")]


def test_an_entry_without_owners_is_unowned():
    assert gitlab("* @a\n*.lock\n").owners("x.lock").state == "unowned"


@pytest.mark.parametrize(
    ("paths", "found"),
    [
        (["README.md"], None),
        (["CODEOWNERS", "docs/CODEOWNERS", ".github/CODEOWNERS"], (".github/CODEOWNERS", GITHUB)),
        (["docs/CODEOWNERS", "CODEOWNERS"], ("CODEOWNERS", "")),
        (["docs/CODEOWNERS"], ("docs/CODEOWNERS", "")),
        ([".gitlab/CODEOWNERS"], (".gitlab/CODEOWNERS", GITLAB)),
        ([".gitlab/CODEOWNERS", "docs/CODEOWNERS"], ("docs/CODEOWNERS", GITLAB)),
        (["CODEOWNERS", ".gitlab-ci.yml"], ("CODEOWNERS", GITLAB)),
        (["services/cart/CODEOWNERS"], None),
    ],
)
def test_each_forge_reads_the_first_file_of_its_own_order(paths, found):
    assert find(paths) == found


def test_a_section_tells_the_dialect_where_the_paths_do_not():
    assert parse("CODEOWNERS", b"[Docs] @d\n*.md\n").dialect == GITLAB
    assert parse("CODEOWNERS", b"*.md @d\n").dialect == GITHUB


def test_files_that_no_forge_reads_are_reported():
    paths = ["CODEOWNERS", "docs/CODEOWNERS", "services/cart/CODEOWNERS", "src/NOTCODEOWNERS"]
    assert [finding.part for finding in dead(paths, "CODEOWNERS")] == ["docs/CODEOWNERS", "services/cart/CODEOWNERS"]


def test_characters_that_do_not_show_are_reported_and_never_an_owner():
    owners = github("/pay/ @billing\u200b-team\n/a\u202eb/ @x\n# \u202e in a comment\n")
    assert owners.owners("pay/x").state == "unmatched"
    assert said(owners) == [(1, "codeowners-hidden"), (1, "codeowners-void-line"), (2, "codeowners-hidden")]
    assert all(finding.message.isascii() and finding.part.isascii() for finding in owners.findings)


def test_a_line_separator_hides_no_rule():
    assert github("# comment\u2028* @attacker\n").owners("a").state == "unmatched"


def test_fingerprints_do_not_move_when_another_line_is_added():
    before = github("x[0] @a\nx[0] @b\n").findings
    after = github("y[0] @a\n\nx[0] @a\nx[0] @b\n").findings
    assert {finding.fingerprint for finding in before} < {finding.fingerprint for finding in after}
    assert len({finding.fingerprint for finding in after}) == 3


def test_wildcards_without_end_are_refused():
    with pytest.raises(InputError, match=r"CODEOWNERS:2001: more than 2,000 wildcards"):
        github("".join(f"**/*{number}*x @a\n" for number in range(3_000)))


def test_a_pattern_that_would_backtrack_is_answered_at_once():
    owners = github("*a" * 50 + "b @a\n" + "**/a/" * 50 + "b @a\n")
    started = time.perf_counter()
    assert owners.owners("a" * 200 + "c").state == "unmatched"
    assert owners.owners("a/" * 1_500 + "c").state == "unmatched"
    assert time.perf_counter() - started < 2


# The law: the matcher answers what a plain translation of each pattern, tried from the last to the first, answers.


def github_regex(pattern: str) -> str:
    """Translate one pattern of GitHub's, a sign at a time, without regard to speed."""
    anchored = "/" in pattern.rstrip("/")
    folder_only = pattern.endswith("/")
    body = pattern.strip("/")
    if body == "**":
        return r".+/.+" if folder_only else r".+"
    below = r"/.+" if folder_only else r"(/.+)?"
    if body.endswith("/**"):
        body, below = body.removesuffix("/**"), r"/.+/.+" if folder_only else r"/.+"
    elif not folder_only and (body == "*" or body.endswith("/*")):
        below = ""
    regex = "" if anchored else r"(.+/)?"
    for part in re.split(r"(\*\*/|\*+|\?)", body):
        regex += {"**/": r"(.+/)?", "*": r"[^/]*", "**": r"[^/]*", "?": r"[^/]"}.get(part, re.escape(part))
    return regex + below


def gitlab_regex(pattern: str) -> str:
    """Translate one pattern of GitLab's the same way."""
    if pattern == "*":
        return r".+"
    body = pattern.removeprefix("/") if pattern.startswith("/") else f"**/{pattern}"
    body = f"{body}**/*" if body.endswith("/") else body
    regex = ""
    for part in re.split(r"((?<![^/])\*\*/|\*+|\?|\[[a-c]+\])", body):
        signs = {"**/": r"(.+/)?", "*": r"[^/]*", "**": r"[^/]*", "?": r"[^/]"}
        regex += part if part.startswith("[") and part.endswith("]") else signs.get(part, re.escape(part))
    return regex


NAMES = st.sampled_from(["a", "b", "c", "ab", "a.c", "b.c", "a.b.c", ".a"])
PATHS = st.lists(NAMES, min_size=1, max_size=5).map("/".join)


def patterns(segments: list[str]) -> st.SearchStrategy[str]:
    joined = st.lists(st.sampled_from(segments), min_size=1, max_size=4).map("/".join)
    decorated = st.tuples(st.sampled_from(["", "/"]), joined, st.sampled_from(["", "/"])).map("".join)
    return decorated.filter(lambda pattern: "**/**" not in pattern)


COMMON = ["a", "b", "a.c", "*", "**", "*.c", "a*", "*b*", "?", "?.c"]


def slow(rules: list[str], path: str, translate) -> int:
    return max((number for number, rule in enumerate(rules, 1) if re.fullmatch(translate(rule), path)), default=0)


@given(st.lists(patterns(COMMON), min_size=1, max_size=8), st.lists(PATHS, min_size=1, max_size=12))
@settings(max_examples=400, deadline=None)
def test_github_answers_as_a_plain_translation_does(rules, paths):
    owners = github("".join(f"{rule} @o\n" for rule in rules))
    for path in paths:
        assert (path, owners.owners(path).line) == (path, slow(rules, path, github_regex))


@given(
    st.lists(patterns([*COMMON, "a[bc]", "[bc].c"]), min_size=1, max_size=8), st.lists(PATHS, min_size=1, max_size=12)
)
@settings(max_examples=400, deadline=None)
def test_gitlab_answers_as_a_plain_translation_does(rules, paths):
    owners = gitlab("".join(f"{rule} @o\n" for rule in rules))
    for path in paths:
        assert (path, owners.owners(path).line) == (path, slow(rules, path, gitlab_regex))


@given(st.binary(max_size=200), st.sampled_from([GITHUB, GITLAB, ""]))
def test_any_bytes_are_read_or_refused(content, dialect):
    owners = parse("CODEOWNERS", content, dialect)
    assert owners.owners("a/b.c").state in {"owned", "unowned", "unmatched"}
