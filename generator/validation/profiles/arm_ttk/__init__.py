"""What arm-ttk (Azure Resource Manager Template Toolkit) says of a template, with its verdict.

Each of its tests is a module of `checks/`; the modules beside that folder are what they share.
They judge as arm-ttk does, its oddities included, so that a template that passes here passes
there; where our own rules know better, they are the ones to listen to. Two tests of arm-ttk have
no module, as they find nothing there either: Resources-Should-Not-Be-Ambiguous and
VM-Images-Should-Use-Latest-Version are switched off in it.
"""
