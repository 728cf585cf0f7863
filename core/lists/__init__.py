"""Lists that people work with: columns, search, filters and sort in the address, selection, and files of them."""
