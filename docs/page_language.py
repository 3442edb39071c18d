"""Says in which language a page is, for those who have it read aloud and for browsers that translate."""  # noqa: INP001

from mkdocs.structure.pages import Page


def on_post_page(output: str, page: Page, **_: object) -> str:
    """Mark the Vietnamese pages as such; the theme has one language for the whole site."""
    vietnamese = page.file.src_uri == "vi.md" or page.file.src_uri.endswith(".vi.md")
    return output.replace('<html lang="en"', '<html lang="vi"', 1) if vietnamese else output
