"""Where an answer to an e-mail goes."""
