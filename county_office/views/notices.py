"""Notices that went out and wait, and the local mailbox."""
