"""What an update does to the running instances of a scale set, told from two templates.

Changes between two expanded templates, the table of effects (a source in every row), batches,
traps, what a new instance runs. How a plan is written down is for `reports/plan`; facts that others
need too stand in `azure/`.
"""
