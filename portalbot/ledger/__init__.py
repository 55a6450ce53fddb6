"""What has happened to every case: the truth, whatever runs the work.

In: cases, attempts, looks, messages, each as one transaction with its event. Out: entries as they stand.
Never: a change that the table of allowed changes does not know; a second open attempt for one record; a secret.
"""
