  # Used where weights are not packed: on a GPU, in a model too large to copy, on a processor without oneDNN.

  def packed(self: __torch__.Model, weight: Tensor, rows: int) -> Tensor:
    return weight

  def linear(self: __torch__.Model, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    return torch.linear(x, weight, bias)
