"""Outages that Azure does not refuse: who loses traffic from when to when.

Each is told from the state before and the state once the neighbors are deployed and the instances
run on as they are. The facts are in azure/outages.json.
"""
