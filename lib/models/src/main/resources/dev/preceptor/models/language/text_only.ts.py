  # Stubs of the image methods for model families without images.

  def image_layers(self: __torch__.Model, w: Dict[str, Tensor]) -> List[Dict[str, Tensor]]:
    return annotate(List[Dict[str, Tensor]], [])

  def patch_embed(self: __torch__.Model, w: Dict[str, Tensor], pixel_values: Tensor) -> Tensor:
    return pixel_values

  def image_layer(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor, grids: List[List[int]]) -> Tensor:
    return x

  def merge_patches(self: __torch__.Model, w: Dict[str, Tensor], x: Tensor) -> Tensor:
    return x
