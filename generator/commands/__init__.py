"""What each command does and says, a module each.

A command reads its arguments, asks the other rooms and hands what they found to `reports/`. The
pipelines themselves, facts and checks live elsewhere; no other room imports this one.
"""
