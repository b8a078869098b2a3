"""Which other tools look at what a rule of ours looks at, as their sources say.

Ours sees more in most of these (through variables, loops and nested templates); the table says
where to find the peer's view of the same thing.
"""

from __future__ import annotations

ARM_TTK, BICEP, PSRULE, CHECKOV = "arm-ttk", "Bicep linter", "PSRule", "checkov"

PEERS: dict[str, tuple[str, ...]] = {
    "json-syntax": (ARM_TTK,),
    "API001": (ARM_TTK,),
    "PAR001": (ARM_TTK, PSRULE),
    "PAR002": (ARM_TTK,),
    "PAR003": (ARM_TTK,),
    "PAR004": (ARM_TTK, PSRULE),
    "PAR005": (PSRULE,),
    "PAR006": (BICEP,),
    "PAR007": (ARM_TTK,),
    "SEC001": (ARM_TTK, BICEP, PSRULE),
    "SEC003": (ARM_TTK, BICEP, PSRULE),
    "SEC006": (ARM_TTK, BICEP, PSRULE),
    "SEC009": (CHECKOV, PSRULE),
    "LOC002": (ARM_TTK, BICEP, PSRULE),
    "NET001": (CHECKOV, PSRULE),
    "TPL010": (ARM_TTK,),
    "TPL013": (ARM_TTK, PSRULE),
    "VMS003": (ARM_TTK, BICEP),
    "VMS011": (PSRULE,),
    "VMS012": (PSRULE,),
    "SEC002": (ARM_TTK, BICEP, PSRULE),
    "SEC004": (ARM_TTK, BICEP, CHECKOV),
    "SEC005": (ARM_TTK, BICEP, PSRULE),
    "SEC007": (ARM_TTK, BICEP, PSRULE),
    "SEC008": (CHECKOV,),
    "EXT005": (PSRULE,),
    "NET006": (PSRULE,),
    "NET007": (PSRULE,),
    "NET008": (PSRULE,),
    "TPL002": (ARM_TTK, PSRULE),
    "TPL003": (ARM_TTK, BICEP, PSRULE),
    "TPL004": (ARM_TTK, BICEP, PSRULE),
    "TPL006": (BICEP,),
    "TPL008": (ARM_TTK, PSRULE),
    "TPL009": (PSRULE,),
    "TPL011": (BICEP, PSRULE),
    "TPL014": (BICEP,),
    "TPL019": (BICEP,),
    "TPL020": (BICEP,),
    "TPL030": (BICEP,),
    "TPL031": (BICEP,),
    "TPL032": (BICEP,),
    "TPL033": (BICEP,),
    "TPL037": (BICEP,),
    "VMS001": (PSRULE,),
    "VMS004": (PSRULE,),
    "UPG002": (PSRULE,),
}
