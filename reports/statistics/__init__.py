"""What may be said about numbers: estimates with their interval, and a typed refusal where too few have answered.

Plain Python: no Django, no clock, no rows. Every interval is a 95 % one. There are no p-values and nothing is called
significant: a report shows what was found, how sure one can be of it, and how many such comparisons it draws.
"""
