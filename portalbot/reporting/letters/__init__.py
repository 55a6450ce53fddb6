"""Letters to be stamped: a 注销申请书 for each case, a 授权委托书 for each client of an account.

`letters` says which letters there are and fills their templates; the browser prints them, the command line writes
them. A user's folder of templates with the same names takes the place of ours, one by one.
"""
