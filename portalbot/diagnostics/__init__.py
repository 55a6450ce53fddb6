"""Whether it would work: the doctor's walk, this machine, a rehearsal of a profile, the demonstration.

In: a profile, settings. Out: findings, each with its cure.
Never: a filing at a real portal; a button that a profile does not name.
"""
