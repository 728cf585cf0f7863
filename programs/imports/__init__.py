"""What comes into programs from files: texts of the handbook, templates."""
