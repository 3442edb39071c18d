"""Vietnamese administrative procedures (thủ tục hành chính): deadlines, dossiers and reports."""
