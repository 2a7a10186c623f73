"""Texts to members: where the tool waits, and that it was collected."""
