"""This computer: settings and secrets, private files, locks, logs, the person at the terminal.

In: the environment, an env file, a secrets folder, a keyring. Out: settings as values, files for this user alone.
Never: a case or a portal; a secret in anything that is written or shown.
"""
