"""What a size of machine cannot do of what a model asks: one definition for rules and plans.

A question takes a scale set and a size, and yields what does not fit: at the place in the model
that asks for it, with the severity that the source of the fact allows. `asking.py` puts questions
to the sizes that a set may have, those that a parameter allows among them. Facts come from
`azure/`; ids of rules and effects of updates do not belong here.
"""
