"""`make run`: the whole product on one machine, as one group of processes.

The parts are a Valkey server on a Unix socket, one Celery worker, beat and the web server. They are
started in this order and stopped in reverse. All of them, and whatever they start themselves, share
one process group with a watchdog that ends the group when the supervisor is gone, however it went.
"""
