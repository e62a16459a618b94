"""Fails when a link in a Markdown file leads to no file, or to no heading of one.

Usage: python3 markdown_links.py FILE...

Only links inside the tree are followed; those to other sites need a network.
"""

import pathlib
import re
import sys
import tempfile
import urllib.parse

FENCE = re.compile(r"^ {0,3}(```+|~~~+).*?^ {0,3}\1", re.DOTALL | re.MULTILINE)
CODE_SPAN = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)", re.DOTALL)
LINK = re.compile(
    r"\]\(\s*<?([^)\s>]+)"  # [text](target "title"), ![image](target)
    r"|^ {0,3}\[[^\]]+\]:\s*<?([^\s>]+)"  # [name]: target
    r"|<(?:a|img)\b[^>]*?\b(?:href|src)=\"([^\"]+)\"",
    re.MULTILINE,
)
HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.*?)\s*#*\s*$", re.MULTILINE)
ANCHOR = re.compile(r"<a\b[^>]*\b(?:id|name)=\"([^\"]+)\"")
OUTSIDE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)


def blank(match):
    """As many lines as there were, so that line numbers stay."""
    return "\n" * match[0].count("\n")


def anchors_of(text):
    """The anchors that GitHub makes of headings, and those that the text declares itself."""
    text = FENCE.sub(blank, text)
    found = set(ANCHOR.findall(text))
    for heading in HEADING.findall(text):
        words = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        slug = re.sub(r"[^\w\- ]", "", words.lower()).replace(" ", "-")
        number = 0
        while (anchor := f"{slug}-{number}" if number else slug) in found:
            number += 1
        found.add(anchor)
    return found


def problems_of(path):
    text = CODE_SPAN.sub(blank, FENCE.sub(blank, path.read_text(encoding="utf-8")))
    for match in LINK.finditer(text):
        target = next(filter(None, match.groups()))
        if OUTSIDE.match(target):
            continue
        where = f"{path}:{text.count(chr(10), 0, match.start()) + 1}"
        name, _, anchor = urllib.parse.unquote(target).partition("#")
        file = path.parent / name if name else path
        if not file.exists():
            yield f"{where}: {target}: there is no such file"
        elif (anchor and file.suffix == ".md"
              and anchor not in anchors_of(file.read_text(encoding="utf-8"))):
            yield f"{where}: {target}: there is no such heading"


def self_check():
    """The check itself must be able to fail."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "a.md"
        path.write_text(
            "# One `two`, [three](a.md)!\n## Same\n## Same\n"
            "[a](#one-two-three) [b](a.md#same-1) [c](https://example.com/x) `[d](none.md)`\n"
            "```\n[e](none.md)\n# fenced\n```\n"
        )
        assert not list(problems_of(path)), "self check: a good link is refused"
        path.write_text(
            "# One\n[a](none.md) [b](#two)\n![c](c.svg)\n[d]: none.md\n<img src=\"e.svg\">\n"
        )
        assert len(list(problems_of(path))) == 5, "self check: a broken link went unseen"


def main():
    self_check()
    problems = [line for name in sys.argv[1:] for line in problems_of(pathlib.Path(name))]
    print("\n".join(problems) or f"the links of {len(sys.argv) - 1} files lead somewhere")
    sys.exit(1 if problems else 0)


if __name__ == "__main__":
    main()
