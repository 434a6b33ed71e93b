"""The verbs of the money: what views, tasks, commands and the demo story call."""
