"""What happens here and matters above."""

from django.dispatch import Signal

# The login has an email to send. Arguments: `address`, `subject`, `body`, `expires_at` (an instant or None), `now`.
account_email_written = Signal()
