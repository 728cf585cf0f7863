"""The notices of those who take part."""
