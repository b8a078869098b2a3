"""What people and programs read of the results: findings and plans, a module for each format.

A format has a function that writes records; the records themselves stay with the rooms that fill
them. Nothing is found or decided here, and what is printed goes by `redaction`.
"""
