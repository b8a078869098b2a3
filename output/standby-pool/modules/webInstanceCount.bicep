// Rendered by scaleset: change the spec instead of this file.

param scaleSetName string

resource scaleSet 'Microsoft.Compute/virtualMachineScaleSets@2025-04-01' existing = {
  name: scaleSetName
}

output instanceCount int = scaleSet.sku.capacity
