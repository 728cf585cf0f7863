"""What waits for people about lists, rounds and offers, and where they stand while pairs are made."""
