"""Files of people: columns, check, template."""
