"""Tables in and out: comma-separated files and workbooks."""
