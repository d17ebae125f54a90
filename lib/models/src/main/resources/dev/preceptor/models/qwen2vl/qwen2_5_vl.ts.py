  # ---- vision tower of Qwen2.5-VL: RMSNorm and a gated MLP; most layers attend within square windows, some within the whole image

  # The tokens of all images (squares of merged patches) in the order of their windows, and the number of tokens of each window.
  def get_window_index(self: __torch__.Model, grids: List[List[int]], device: Device) -> Tuple[Tensor, List[int]]:
    side = ${vision_window}
    index = annotate(List[Tensor], [])
    sizes = annotate(List[int], [])
    at = 0
    for i in range(torch.len(grids)):
      t, h, w = grids[i][0], grids[i][1] // ${spatial_merge_size}, grids[i][2] // ${spatial_merge_size}
      tokens = torch.arange(at, at + t * h * w, dtype=4, layout=None, device=device, pin_memory=None).view([t, h, w])
      for f in range(t):
        for y in range((h + side - 1) // side):
          for x in range((w + side - 1) // side):
            window = torch.slice(torch.slice(tokens[f], 0, y * side, (y + 1) * side), 1, x * side, (x + 1) * side)
            index.append(window.reshape([-1]))
            sizes.append(window.numel())
      at = at + t * h * w
    return (torch.cat(index), sizes)

  # patches [patches, values], reordered by their tokens
  def reordered(self: __torch__.Model, x: Tensor, index: Tensor) -> Tensor:
    unit = ${spatial_merge_size} * ${spatial_merge_size}
    return torch.index_select(x.view([-1, unit, x.size(1)]), 0, index).flatten(0, 1)

  def VisionRMSNorm(self: __torch__.Model, x: Tensor, weight: Tensor) -> Tensor:
    h = x.to(6)
    h = h * torch.rsqrt((h * h).mean([-1], True) + 1.e-6)
    return h.to(ops.prim.dtype(x)) * weight

  def VisionMlp(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor) -> Tensor:
    gate = torch.silu(self.projection(p, x, "mlp.gate_proj"))
    return self.projection(p, gate * self.projection(p, x, "mlp.up_proj"), "mlp.down_proj")

  def image_layers(self: __torch__.Model, w: Dict[str, Tensor]) -> List[Dict[str, Tensor]]:
    names = ["norm1.weight", "norm2.weight", "attn.qkv.weight", "attn.qkv.bias", "attn.proj.weight", "attn.proj.bias", "mlp.gate_proj.weight", "mlp.gate_proj.bias", "mlp.up_proj.weight", "mlp.up_proj.bias", "mlp.down_proj.weight", "mlp.down_proj.bias"]
    layers = annotate(List[Dict[str, Tensor]], [])
    for i in range(${vision_depth}):
      layers.append(self.weights_of(w, "visual.blocks." + str(i) + ".", names))
    return layers

  def patch_embed(self: __torch__.Model, w: Dict[str, Tensor], pixel_values: Tensor, grids: List[List[int]]) -> Tensor:
    index, sizes = self.get_window_index(grids, ops.prim.device(pixel_values))
    return self.reordered(self.PatchEmbed(w, pixel_values), index)

  def image_layer(self: __torch__.Model, i: int, p: Dict[str, Tensor], x: Tensor, grids: List[List[int]]) -> Tensor:
    index, sizes = self.get_window_index(grids, ops.prim.device(x))
    chunks = annotate(List[int], [])
    if torch.__contains__(annotate(List[int], [${fullatt_block_indexes}]), i):
      chunks = self.frames(grids)
    else:
      for j in range(torch.len(sizes)):
        chunks.append(sizes[j] * ${spatial_merge_size} * ${spatial_merge_size})
    cos, sin = self.rot_pos_emb(grids, ops.prim.device(x))
    x = x + self.VisionAttention(p, self.VisionRMSNorm(x, p["norm1.weight"]), self.reordered(cos, index), self.reordered(sin, index), chunks)
    return x + self.VisionMlp(p, self.VisionRMSNorm(x, p["norm2.weight"]))

  def merge_patches(self: __torch__.Model, w: Dict[str, Tensor], x: Tensor, grids: List[List[int]]) -> Tensor:
    index, sizes = self.get_window_index(grids, ops.prim.device(x))
    merged = self.PatchMerger(w, self.VisionRMSNorm(x, w["visual.merger.ln_q.weight"]))
    return torch.index_select(merged, 0, torch.argsort(index, 0, False))
