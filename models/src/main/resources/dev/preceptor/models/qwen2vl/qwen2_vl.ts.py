  # ---- vision tower

  def rot_pos_emb(self: __torch__.Model, grid: Tensor) -> Tuple[Tensor, Tensor]:
    t = int(grid[0].item())
    h = int(grid[1].item())
    w = int(grid[2].item())
    m = ${spatial_merge_size}
    device = ops.prim.device(grid)
    hpos = torch.arange(h, dtype=6, layout=None, device=device, pin_memory=None).unsqueeze(1).expand([h, w])
    wpos = torch.arange(w, dtype=6, layout=None, device=device, pin_memory=None).unsqueeze(0).expand([h, w])
    hpos = hpos.reshape([h // m, m, w // m, m]).permute([0, 2, 1, 3]).flatten()
    wpos = wpos.reshape([h // m, m, w // m, m]).permute([0, 2, 1, 3]).flatten()
    half = ${vision_head_dim} // 2
    inv_freq = torch.pow(10000., -torch.arange(0, half, 2, dtype=6, layout=None, device=device, pin_memory=None) / float(half))
    freqs = torch.cat([torch.outer(hpos, inv_freq), torch.outer(wpos, inv_freq)], -1)
    emb = torch.cat([freqs, freqs], -1).repeat([t, 1])
    return (torch.cos(emb), torch.sin(emb))

  def VisionAttention(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor, frames: int, cos: Tensor, sin: Tensor) -> Tensor:
    n = x.size(0)
    d = ${vision_head_dim}
    qkv = torch.linear(x, p["attn.qkv.weight"], p["attn.qkv.bias"]).view([frames, n // frames, 3, ${vision_num_heads}, d]).permute([2, 0, 3, 1, 4])
    q = self.apply_rotary_pos_emb(qkv[0].to(6), cos, sin).to(ops.prim.dtype(x))
    k = self.apply_rotary_pos_emb(qkv[1].to(6), cos, sin).to(ops.prim.dtype(x))
    o = torch.scaled_dot_product_attention(q, k, qkv[2])
    return torch.linear(o.transpose(1, 2).reshape([n, ${vision_num_heads} * d]), p["attn.proj.weight"], p["attn.proj.bias"])

  def VisionMlp(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor) -> Tensor:
    x = torch.linear(x, p["mlp.fc1.weight"], p["mlp.fc1.bias"])
    return torch.linear(x * torch.sigmoid(1.702 * x), p["mlp.fc2.weight"], p["mlp.fc2.bias"])

  def PatchMerger(self: __torch__.Model, w: Dict[str, Tensor], x: Tensor) -> Tensor:
    x = torch.layer_norm(x, [${embed_dim}], w["visual.merger.ln_q.weight"], w["visual.merger.ln_q.bias"], 1.e-6)
    x = x.view([-1, ${embed_dim} * ${spatial_merge_size} * ${spatial_merge_size}])
    x = torch.gelu(torch.linear(x, w["visual.merger.mlp.0.weight"], w["visual.merger.mlp.0.bias"]))
    return torch.linear(x, w["visual.merger.mlp.2.weight"], w["visual.merger.mlp.2.bias"])

  # pixel_values [patches, channels * temporalPatch * patch * patch], grid [3] -> [patches / merge^2, hidden]
  def visual(self: __torch__.Model, w: Dict[str, Tensor], pixel_values: Tensor, grid: Tensor) -> Tensor:
    proj = w["visual.patch_embed.proj.weight"]
    x = torch.linear(pixel_values.to(ops.prim.dtype(proj)), proj.flatten(1))
    cos, sin = self.rot_pos_emb(grid)
    frames = int(grid[0].item())
    tokens = x.size(0) // frames
    cos = cos.view([frames, 1, tokens, ${vision_head_dim}])
    sin = sin.view([frames, 1, tokens, ${vision_head_dim}])
    names = ["norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias", "attn.qkv.weight", "attn.qkv.bias", "attn.proj.weight", "attn.proj.bias", "mlp.fc1.weight", "mlp.fc1.bias", "mlp.fc2.weight", "mlp.fc2.bias"]
    for i in range(${vision_depth}):
      p = self.weights_of(w, "visual.blocks." + str(i) + ".", names)
      x = x + self.VisionAttention(p, torch.layer_norm(x, [${embed_dim}], p["norm1.weight"], p["norm1.bias"], 1.e-6), frames, cos, sin)
      x = x + self.VisionMlp(p, torch.layer_norm(x, [${embed_dim}], p["norm2.weight"], p["norm2.bias"], 1.e-6))
    return self.PatchMerger(w, x)

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

  # image_at: which ids the pictures' embeddings replace (empty without one)
  def embed_prompt(self: __torch__.Model, w: Dict[str, Tensor], ids: Tensor, positions: Tensor, pixel_values: Tensor, grid: Tensor, image_at: Tensor) -> Tensor:
    x = self.embed(w, ids, positions)
    if image_at.numel() > 0:
      x = torch.index_copy(x, 0, image_at, self.visual(w, pixel_values, grid).to(ops.prim.dtype(x)))
    return x
