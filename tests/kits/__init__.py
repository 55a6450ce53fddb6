"""The kits that portals are made of, in a browser: galleries of our own, on the kits' own files."""
