"""A school's own list of people: the columns, reading the file, checking every cell. Nothing here writes."""
