  # Stubs of the image methods for model families without images.

  def embedded(self: __torch__.Model, w: Dict[str, Tensor], ids: Tensor, positions: Tensor, images: Tensor, image_at: Tensor) -> Tensor:
    return self.embed(w, ids, positions).unsqueeze(0)

  def image_layers(self: __torch__.Model, w: Dict[str, Tensor]) -> List[Dict[str, Tensor]]:
    return annotate(List[Dict[str, Tensor]], [])

  def patch_embed(self: __torch__.Model, w: Dict[str, Tensor], pixel_values: Tensor, grids: List[List[int]]) -> Tensor:
    return pixel_values

  def image_layer(self: __torch__.Model, i: int, p: Dict[str, Tensor], x: Tensor, grids: List[List[int]]) -> Tensor:
    return x

  def merge_patches(self: __torch__.Model, w: Dict[str, Tensor], x: Tensor, grids: List[List[int]]) -> Tensor:
    return x
