  # A weight in oneDNN's own layout, in which a product with a few rows takes about half the time; only linear() can read it.
  def packed(self: __torch__.Model, weight: Tensor, rows: int) -> Tensor:
    if ops.prim.dtype(weight) == 6:
      return ops.mkldnn._reorder_linear_weight(weight, rows)
    return weight

  def linear(self: __torch__.Model, x: Tensor, weight: Tensor, bias: Optional[Tensor]) -> Tensor:
    if weight.is_mkldnn:
      return ops.mkldnn._linear_pointwise(x, weight, bias, "none", annotate(List[Optional[number]], []), "")
    return torch.linear(x, weight, bias)
