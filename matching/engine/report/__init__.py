"""What is said about a set of pairs: metrics, reasons, alternatives, and the result file with its certificate."""
