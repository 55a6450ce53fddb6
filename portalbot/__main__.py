"""Run `python -m portalbot` like the command `portalbot`."""

from portalbot.cli import main

if __name__ == "__main__":
    main()
