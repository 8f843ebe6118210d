"""Files that hold tables: spreadsheets, CSV, layers, opened safely and read row by row."""
