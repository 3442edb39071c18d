"""What the command line is asked, and what it answers (dòng lệnh).

Thin: every command calls public functions, so a notebook can do the same. Nothing here prints; each command
gives back an [`Answer`][thutuc.commands.output.Answer], which `__main__` prints.
"""
