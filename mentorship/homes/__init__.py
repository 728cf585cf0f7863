"""The homes of the roles: first what needs the reader now, then the year and the rest."""
