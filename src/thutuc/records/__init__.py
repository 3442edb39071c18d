"""Plain data to values, from the fields of the classes (dữ liệu thành giá trị).

A table describes one value: its names are the fields of the class, their annotations say what each may hold,
and what the class itself asks of a field is asked while it is read. So every problem of a file is told at
once, with its entry and its field, and no class has its fields written down a second time.
"""
