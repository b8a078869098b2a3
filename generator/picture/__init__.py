"""A picture of a deployment: who reaches the instances, where they go, what they may read.

Boxes stand in columns from the clients on the left to what is read on the right. Ids are resolved
and rules followed by `scale_set` and `rollout`; how a picture is written down is in `reports`.
"""
