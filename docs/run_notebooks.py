"""Runs the notebooks when the site is built: below each cell is its answer, and the page offers the file.

A notebook is a page of `docs/notebooks`; its blocks of Python are the cells. What a cell writes to the error
stream, such as a warning, stops the build; a cell that raises `SystemExit` ends its notebook with its words.
"""  # noqa: INP001

import base64
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import v4

HOME = Path(__file__).parent / "notebooks"
LIKE_NOTEBOOKS = {
    "how-to/from-a-log-to-a-reform.md",
    "how-to/from-a-log-to-a-reform.vi.md",
    "how-to/pictures.md",
}
"""Pages elsewhere that run as notebooks do."""
_CELL = re.compile(r"^```python\n(.*?)\n```$", re.MULTILINE | re.DOTALL)
_EMPTY_LINES = re.compile(r"\n\s*\n")
_KERNEL = ["--InlineBackend.figure_formats=retina", "--log-level=ERROR"]


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put what was run into the place of each notebook, and its pictures and its file beside it."""
    for page in files.documentation_pages():
        if not is_run(page.src_uri):
            continue
        name = page.src_uri.removesuffix(".md")
        notebook = run(as_notebook(page.content_string))
        pictures: list[bytes] = []
        page.content_string = "\n\n".join(_shown(notebook, Path(name).name, pictures))
        files.append(File.generated(config, f"{name}.ipynb", content=nbformat.writes(notebook)))
        for i, picture in enumerate(pictures, 1):
            files.append(File.generated(config, f"{name}-{i}.png", content=picture))
    return files


def is_run(page: str) -> bool:
    """Whether a page is a notebook, or runs as one."""
    return page.startswith("notebooks/") or page in LIKE_NOTEBOOKS


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Leave the pictures the width of the page."""
    if is_run(page.file.src_uri):
        page.meta["hide"] = ["toc"]
    return markdown


def as_notebook(text: str) -> Any:  # noqa: ANN401 - a notebook of nbformat, which has no types
    """The cells of a page: blocks of Python, and the text between them."""
    kinds = (v4.new_markdown_cell, v4.new_code_cell)
    cells = [
        kinds[i % 2](part.strip(), id=str(i)) for i, part in enumerate(_CELL.split(text)) if part.strip()
    ]
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return v4.new_notebook(cells=cells, metadata={"kernelspec": kernel})


def run(notebook: Any) -> Any:  # noqa: ANN401
    """The notebook with its answers; one that ends itself has none behind that cell."""
    os.environ.setdefault("THUTUC_DATA", str(HOME.parents[2] / "shared" / "data"))
    client = NotebookClient(
        notebook,
        timeout=120,
        coalesce_streams=True,
        extra_arguments=_KERNEL,
        resources={"metadata": {"path": str(HOME)}},
        shutdown_kernel="immediate",
    )
    try:
        client.execute()
    except CellExecutionError as error:
        if error.ename != "SystemExit":
            raise
    for cell in notebook.cells:
        if cell.cell_type == "code":
            # The Axes that a picture is drawn in say nothing beside it.
            cell.outputs = [answer for answer in cell.outputs if not _is_axes(answer)]
    return notebook


def _is_axes(answer: Any) -> bool:  # noqa: ANN401
    return answer.output_type == "execute_result" and answer.data["text/plain"].startswith("<Axes:")


def _shown(notebook: Any, name: str, pictures: list[bytes]) -> Iterator[str]:  # noqa: ANN401
    """The notebook as Markdown."""
    for place, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            yield cell.source
        else:
            yield f"```python\n{cell.source}\n```"
            for answer in cell.outputs:
                yield _answer(answer, name, pictures)
        if not place:
            yield f"[Download this notebook]({name}.ipynb){{ .md-button }}"


def _answer(answer: Any, name: str, pictures: list[bytes]) -> str:  # noqa: ANN401
    """One answer of a cell: its picture, its table, or its text."""
    if answer.output_type == "error":
        return f'!!! note "This notebook ends here"\n\n    {answer.evalue}'
    if answer.output_type == "stream":
        if answer.name == "stderr" and "use 'exit'" not in answer.text:
            raise RuntimeError(f"{name} warns:\n{answer.text}")
        return _text(answer.text.rstrip()) if answer.name == "stdout" else ""
    if picture := answer.data.get("image/png"):
        pictures.append(base64.b64decode(picture))
        width = answer.metadata["image/png"]["width"]
        return f'![what the cell above draws]({name}-{len(pictures)}.png){{ .picture width="{width}" }}'
    if html := answer.data.get("text/html"):
        # An empty line would end the block of HTML.
        whole = _EMPTY_LINES.sub("\n", html)
        return f'<div class="answer">\n{whole}\n</div>'
    return _text(answer.data["text/plain"])


def _text(told: str) -> str:
    return f"``` {{ .text .told }}\n{told}\n```"
