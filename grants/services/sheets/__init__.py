"""A budget out of and into a spreadsheet: what was pasted or sent is read, understood and shown.

Nothing here stores anything: what was understood goes into the budget form as rows that are not
saved, and `budget_input` judges them like typed ones.
"""
