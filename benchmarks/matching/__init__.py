"""How fast rounds are matched, beside other people's solvers on the same instances."""
