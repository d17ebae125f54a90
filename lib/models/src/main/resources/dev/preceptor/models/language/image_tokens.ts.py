  # For families in which an image's embeddings take the places of tokens.

  # image_at: which tokens the images' embeddings replace (empty without one)
  def embedded(self: __torch__.Model, w: Dict[str, Tensor], ids: Tensor, positions: Tensor, images: Tensor, image_at: Tensor) -> Tensor:
    x = self.embed(w, ids, positions)
    if image_at.numel() > 0:
      x = torch.index_copy(x, 0, image_at, images.to(ops.prim.dtype(x)))
    return x.unsqueeze(0)
