"""The authority: what is true, and what it accepts.

In: what an account hands in, what a phone's owner enters, the clock moved on. Out: serials, standings, decisions,
messages, and what each province's portal says and takes; or a `Refusal` with its code.
Never: a request or a reply, a session, a fault; the time of this machine; an acceptance told before it is kept.
"""
