"""The places of a mentor. Every change of `places_taken` happens here, under the lock of the participation's row.

Locks are always taken in the order round, participations by key, enrollment, offer: no two services wait in a ring.
"""
