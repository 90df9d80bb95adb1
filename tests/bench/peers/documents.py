"""Puts tables and plot into the documents."""

import os

import chart
import table

BEGIN = "<!-- peers: written by tests/bench/peers/run --update-docs -->\n"
END = "<!-- peers: end -->\n"


class DocumentError(Exception):
    """A document does not have the markers."""


def replace_between_markers(document, content):
    """`document` with `content` between its markers. Raises DocumentError."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise DocumentError(f"no part between the lines {BEGIN.strip()} and {END.strip()}")
    return f"{before}{BEGIN}\n{content}\n{END}{after}"


def update(folder, report):
    """Rewrites performance.md and peers.svg in `folder`."""
    path = os.path.join(folder, "performance.md")
    with open(path, encoding="utf-8") as file:
        document = file.read()
    try:
        document = replace_between_markers(document, table.markdown(report))
    except DocumentError as error:
        raise DocumentError(f"{path}: {error}") from error
    with open(path, "w", encoding="utf-8") as file:
        file.write(document)
    with open(os.path.join(folder, "peers.svg"), "w", encoding="utf-8") as file:
        file.write(chart.svg(report))
