"""What the portal keeps beside the record."""

from lenitive.portal.models.account import Account, Invitation, MailedCode, Passkey, Session, Tie

__all__ = ["Account", "Invitation", "MailedCode", "Passkey", "Session", "Tie"]
