  # ---- vision tower; the patches of several images are concatenated

  # one image's cos, sin [patches, headDim]
  def rot_pos_emb(self: __torch__.Model, h: int, w: int, device: Device) -> Tuple[Tensor, Tensor]:
    m = ${spatial_merge_size}
    hpos = torch.arange(h, dtype=6, layout=None, device=device, pin_memory=None).unsqueeze(1).expand([h, w])
    wpos = torch.arange(w, dtype=6, layout=None, device=device, pin_memory=None).unsqueeze(0).expand([h, w])
    hpos = hpos.reshape([h // m, m, w // m, m]).permute([0, 2, 1, 3]).flatten()
    wpos = wpos.reshape([h // m, m, w // m, m]).permute([0, 2, 1, 3]).flatten()
    half = ${vision_head_dim} // 2
    inv_freq = torch.pow(10000., -torch.arange(0, half, 2, dtype=6, layout=None, device=device, pin_memory=None) / float(half))
    freqs = torch.cat([torch.outer(hpos, inv_freq), torch.outer(wpos, inv_freq)], -1)
    emb = torch.cat([freqs, freqs], -1)
    return (torch.cos(emb), torch.sin(emb))

  # A patch attends to the patches of its own image and frame; adjacent images of the same grid form one batch.
  def VisionAttention(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor, grids: List[List[int]]) -> Tensor:
    d = ${vision_head_dim}
    qkv = self.projection(p, x, "attn.qkv")
    outs = annotate(List[Tensor], [])
    at = 0
    i = 0
    while i < torch.len(grids):
      grid = grids[i]
      images = 1
      alike = True
      while alike:
        alike = False
        if i + images < torch.len(grids):
          alike = grids[i + images] == grid
          if alike:
            images = images + 1
      patches = grid[1] * grid[2]
      frames = images * grid[0]
      rows = torch.slice(qkv, 0, at, at + frames * patches).view([frames, patches, 3, ${vision_num_heads}, d]).permute([2, 0, 3, 1, 4])
      cos, sin = self.rot_pos_emb(grid[1], grid[2], ops.prim.device(x))
      q = self.apply_rotary_pos_emb(rows[0].to(6), cos, sin).to(ops.prim.dtype(x))
      k = self.apply_rotary_pos_emb(rows[1].to(6), cos, sin).to(ops.prim.dtype(x))
      o = torch.scaled_dot_product_attention(q, k, rows[2])
      outs.append(o.transpose(1, 2).reshape([frames * patches, ${vision_num_heads} * d]))
      at = at + frames * patches
      i = i + images
    return self.projection(p, torch.cat(outs), "attn.proj")

  def VisionMlp(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor) -> Tensor:
    x = self.projection(p, x, "mlp.fc1")
    return self.projection(p, x * torch.sigmoid(1.702 * x), "mlp.fc2")

  def image_layers(self: __torch__.Model, w: Dict[str, Tensor]) -> List[Dict[str, Tensor]]:
    names = ["norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias", "attn.qkv.weight", "attn.qkv.bias", "attn.proj.weight", "attn.proj.bias", "mlp.fc1.weight", "mlp.fc1.bias", "mlp.fc2.weight", "mlp.fc2.bias"]
    layers = annotate(List[Dict[str, Tensor]], [])
    for i in range(${vision_depth}):
      layers.append(self.weights_of(w, "visual.blocks." + str(i) + ".", names))
    return layers

  # pixel_values [patches, channels * temporalPatch * patch * patch] -> [patches, embed]
  def patch_embed(self: __torch__.Model, w: Dict[str, Tensor], pixel_values: Tensor) -> Tensor:
    proj = w["visual.patch_embed.proj.weight"]
    return torch.linear(pixel_values.to(ops.prim.dtype(proj)), proj.flatten(1))

  def image_layer(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor, grids: List[List[int]]) -> Tensor:
    x = x + self.VisionAttention(p, torch.layer_norm(x, [${embed_dim}], p["norm1.weight"], p["norm1.bias"], 1.e-6), grids)
    return x + self.VisionMlp(p, torch.layer_norm(x, [${embed_dim}], p["norm2.weight"], p["norm2.bias"], 1.e-6))

  # PatchMerger: [patches, embed] -> [patches / merge^2, hidden]
  def merge_patches(self: __torch__.Model, w: Dict[str, Tensor], x: Tensor) -> Tensor:
    x = torch.layer_norm(x, [${embed_dim}], w["visual.merger.ln_q.weight"], w["visual.merger.ln_q.bias"], 1.e-6)
    x = x.view([-1, ${embed_dim} * ${spatial_merge_size} * ${spatial_merge_size}])
    x = torch.gelu(self.projection(w, x, "visual.merger.mlp.0"))
    return self.projection(w, x, "visual.merger.mlp.2")

  # ---- language model

  # positions [3, tokens] (temporal, height, width) -> cos, sin [tokens, headDim]
  def rotary(self: __torch__.Model, positions: Tensor) -> Tuple[Tensor, Tensor]:
    d = ${head_dim}
    inv_freq = torch.pow(${rope_theta}, -torch.arange(0, d, 2, dtype=6, layout=None, device=ops.prim.device(positions), pin_memory=None) / float(d))
    freqs = positions.to(6).unsqueeze(-1) * inv_freq
    parts = torch.split_with_sizes(freqs, [${mrope_section}], -1)
    mixed = torch.cat([parts[0][0], parts[1][1], parts[2][2]], -1)
    emb = torch.cat([mixed, mixed], -1)
    return (torch.cos(emb), torch.sin(emb))
