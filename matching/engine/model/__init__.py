"""What is given and what is decided: instances with their lists, similarities and limits, the lottery's
numbers, options, and sets of pairs. Imports nothing else of the engine.
"""
