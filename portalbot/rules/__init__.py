"""What follows from what: states and their allowed changes, the verdict of a look, deadlines, when to look again.

In: values of a case, a look, a profile, the present instant. Out: a verdict, a state, a day.
Never: a file, a database, a browser, a clock of its own; the same values give the same answer for ever.
"""
