"""What Azure answers of resources that are deployed, read as the resources of a template.

The shapes of answers (REST, `az ... show` of older and of newer versions, `az vmss create`, lists,
Resource Graph) are told apart here and brought into the one that templates have. What an answer
never has, and what Azure fills in, is known to those who compare.
"""
