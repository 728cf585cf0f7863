"""The strategies, one module each, named as on the command line; `unplaced` is what `--unplaced similarity` adds."""
