"""What happens here and matters above."""

from django.dispatch import Signal

# The login has a letter to send. Arguments: `address`, `subject`, `body`, `expires_at` (an instant or None), `now`.
letter_written = Signal()
