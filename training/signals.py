"""What the floors above may want to know."""

from django.dispatch import Signal

# Somebody has completed a module. Arguments: training, now.
module_completed = Signal()
