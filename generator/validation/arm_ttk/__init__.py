"""The tests of arm-ttk, with the verdicts that it gives: for those whose pipeline asks for them.

The facts come from its published tests. Where its verdict and the deployment differ, the comment
says "as arm-ttk does"; the default profile says what the deployment does.
"""
