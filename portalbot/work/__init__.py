"""What can be asked of portalbot, as functions: one for each command, for a terminal, a page or a program alike.

In: typed values and one callback for progress. Out: typed results; errors for people as values with place and cure.
Never: printing, a terminal's library, an exit code.
"""
