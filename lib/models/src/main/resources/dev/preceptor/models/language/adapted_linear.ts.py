  # A weight NAME may have a LoRA adapter beside it: NAME.lora_A [rank, in], NAME.lora_B [out, rank], NAME.lora_scaling [],
  # and in training NAME.lora_dropout [3], see adapter_dropout.ts.py.

  # Copies a weight, if there is one, and its adapter from w to out, without the prefix.
  def take(self: __torch__.Model, w: Dict[str, Tensor], prefix: str, name: str, out: Dict[str, Tensor]) -> Tensor:
    endings = ["", ".lora_A", ".lora_B", ".lora_scaling", ".lora_dropout"]
    for i in range(torch.len(endings)):
      if torch.__contains__(w, prefix + name + endings[i]):
        out[name + endings[i]] = w[prefix + name + endings[i]]
    return torch.zeros([0], dtype=6, layout=None, device=None, pin_memory=None)

  # The linear layer `name` of p with its bias and its adapter, if it has them (PEFT: lora.Linear).
  def projection(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor, name: str) -> Tensor:
    weight = name + ".weight"
    y = self.linear(x, p[weight], torch.get(p, name + ".bias"))
    if torch.__contains__(p, weight + ".lora_A"):
      heard = x
      if torch.__contains__(p, weight + ".lora_dropout"):
        heard = self.dropped(x, p[weight + ".lora_dropout"])
      low = torch.linear(heard, p[weight + ".lora_A"])
      y = y + torch.linear(low, p[weight + ".lora_B"]) * p[weight + ".lora_scaling"]
    return y

  # weight + scaling B A, in place; weight [out, in…], a [rank, in…], b [out, rank…]
  def merge(self: __torch__.Model, weight: Tensor, a: Tensor, b: Tensor, scaling: float) -> Tensor:
    dtype = ops.prim.dtype(weight)
    return torch.addmm_(weight.flatten(1), b.flatten(1).to(dtype), a.flatten(1).to(dtype), beta=1, alpha=scaling)
