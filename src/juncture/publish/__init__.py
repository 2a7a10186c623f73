"""Runs the notebooks headless and writes the packet."""
