"""How somebody gets in: an invitation, a password, a passkey, a mailed code, and out again."""
