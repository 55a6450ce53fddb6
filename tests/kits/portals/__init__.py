"""Whole portals of our own, drawn by real UI kits, in front of the practice office."""
