"""Measurements with real processes, run by hand: `python -m benchmarks.crash_storm --kills 200`."""
