"""What is said to a reader, in Vietnamese and English: labels, tables, numbers, rates, the alphabet (lời)."""
