"""What every app needs and no app owns. It holds no rule of mentoring."""
