"""Documents that people have written elsewhere, as Markdown: Word, OpenDocument, PDF, web pages, plain text."""
