"""What the agency hands over: case files read and checked, materials opened apart, advice, and who serves what.

In: workbooks, CSV, TOML, PDF and pictures, as offices have them. Out: cases as values, problems with place and cure.
Never: a change to a client's file; a client's file opened in this process.
"""
