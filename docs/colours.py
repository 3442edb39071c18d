"""Colours the examples of the pages as what they are: typed lines and their answers."""  # noqa: INP001


def on_page_markdown(markdown: str, **_: object) -> str:
    """Mark blocks that begin with `>>>` as Python with answers, which are not Python."""
    return markdown.replace("```python\n>>> ", "```pycon\n>>> ")
