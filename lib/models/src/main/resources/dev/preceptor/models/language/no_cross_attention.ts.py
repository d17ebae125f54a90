  # Stubs for families without layers that attend to images apart from the tokens.

  def cross_states(self: __torch__.Model, w: Dict[str, Tensor], images: Tensor, grids: List[List[int]], image_at: Tensor, lengths: List[List[int]]) -> List[List[Tensor]]:
    return annotate(List[List[Tensor]], [])

  def cross_rows(self: __torch__.Model, lengths: List[List[int]], spans: List[List[int]], image_at: Tensor, last: bool) -> List[List[int]]:
    return annotate(List[List[int]], [])

  def cross_layers(self: __torch__.Model, w: Dict[str, Tensor], before: int, x: Tensor, states: List[List[Tensor]], rows: List[List[int]]) -> Tensor:
    return x
