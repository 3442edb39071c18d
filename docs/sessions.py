"""Shows the examples of the pages as what they are: sessions, with prompts and answers."""  # noqa: INP001


def on_page_markdown(markdown: str, **_: object) -> str:
    """Colour blocks that begin with a prompt as sessions; their answers are not Python."""
    return markdown.replace("```python\n>>> ", "```pycon\n>>> ")
