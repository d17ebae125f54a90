  # ---- vision tower of Qwen2-VL: LayerNorm and a quick-GELU MLP, attention within an image's frame

  def VisionMlp(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor) -> Tensor:
    x = self.projection(p, x, "mlp.fc1")
    return self.projection(p, x * torch.sigmoid(1.702 * x), "mlp.fc2")

  def image_layers(self: __torch__.Model, w: Dict[str, Tensor]) -> List[Dict[str, Tensor]]:
    names = ["norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias", "attn.qkv.weight", "attn.qkv.bias", "attn.proj.weight", "attn.proj.bias", "mlp.fc1.weight", "mlp.fc1.bias", "mlp.fc2.weight", "mlp.fc2.bias"]
    layers = annotate(List[Dict[str, Tensor]], [])
    for i in range(${vision_depth}):
      layers.append(self.weights_of(w, "visual.blocks." + str(i) + ".", names))
    return layers

  def patch_embed(self: __torch__.Model, w: Dict[str, Tensor], pixel_values: Tensor, grids: List[List[int]]) -> Tensor:
    return self.PatchEmbed(w, pixel_values)

  def image_layer(self: __torch__.Model, i: int, p: Dict[str, Tensor], x: Tensor, grids: List[List[int]]) -> Tensor:
    cos, sin = self.rot_pos_emb(grids, ops.prim.device(x))
    x = x + self.VisionAttention(p, torch.layer_norm(x, [${embed_dim}], p["norm1.weight"], p["norm1.bias"], 1.e-6), cos, sin, self.frames(grids))
    return x + self.VisionMlp(p, torch.layer_norm(x, [${embed_dim}], p["norm2.weight"], p["norm2.bias"], 1.e-6))

  def merge_patches(self: __torch__.Model, w: Dict[str, Tensor], x: Tensor, grids: List[List[int]]) -> Tensor:
    return self.PatchMerger(w, torch.layer_norm(x, [${embed_dim}], w["visual.merger.ln_q.weight"], w["visual.merger.ln_q.bias"], 1.e-6))
