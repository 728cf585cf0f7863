"""What comes back of emails that went out: reports of mail servers, and events of providers."""
