"""Sessions in words and shapes for pages, mails and calendars."""
