"""The lists of a year: their page, what is done with their rows, and what people keep of them."""
