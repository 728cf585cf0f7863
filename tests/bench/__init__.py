"""`make bench`, the part about pages: how long the server takes for them at three sizes of the demo school."""
