  # What the vision towers of Qwen2-VL and Qwen2.5-VL share; the patches of several images are concatenated.

  # cos, sin [patches, headDim] of all images, patches in the order in which they are merged
  def rot_pos_emb(self: __torch__.Model, grids: List[List[int]], device: Device) -> Tuple[Tensor, Tensor]:
    m = ${spatial_merge_size}
    half = ${vision_head_dim} // 2
    inv_freq = torch.pow(10000., -torch.arange(0, half, 2, dtype=6, layout=None, device=device, pin_memory=None) / float(half))
    embs = annotate(List[Tensor], [])
    for i in range(torch.len(grids)):
      t, h, w = grids[i][0], grids[i][1], grids[i][2]
      hpos = torch.arange(h, dtype=6, layout=None, device=device, pin_memory=None).unsqueeze(1).expand([h, w])
      wpos = torch.arange(w, dtype=6, layout=None, device=device, pin_memory=None).unsqueeze(0).expand([h, w])
      hpos = hpos.reshape([h // m, m, w // m, m]).permute([0, 2, 1, 3]).flatten()
      wpos = wpos.reshape([h // m, m, w // m, m]).permute([0, 2, 1, 3]).flatten()
      freqs = torch.cat([torch.outer(hpos, inv_freq), torch.outer(wpos, inv_freq)], -1)
      embs.append(torch.cat([freqs, freqs], -1).repeat([t, 1]))
    emb = torch.cat(embs)
    return (torch.cos(emb), torch.sin(emb))

  # A patch attends to the patches of its own chunk; adjacent chunks of the same length form one batch.
  # x [patches, embed], cos, sin [patches, headDim], chunks: number of patches of each
  def VisionAttention(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor, cos: Tensor, sin: Tensor, chunks: List[int]) -> Tensor:
    d = ${vision_head_dim}
    qkv = self.projection(p, x, "attn.qkv")
    outs = annotate(List[Tensor], [])
    at = 0
    i = 0
    while i < torch.len(chunks):
      patches = chunks[i]
      alike = 1
      going = True
      while going:
        going = False
        if i + alike < torch.len(chunks):
          going = chunks[i + alike] == patches
          if going:
            alike = alike + 1
      end = at + alike * patches
      rows = torch.slice(qkv, 0, at, end).view([alike, patches, 3, ${vision_num_heads}, d]).permute([2, 0, 3, 1, 4])
      c = torch.slice(cos, 0, at, end).view([alike, 1, patches, d])
      s = torch.slice(sin, 0, at, end).view([alike, 1, patches, d])
      q = self.apply_rotary_pos_emb(rows[0].to(6), c, s).to(ops.prim.dtype(x))
      k = self.apply_rotary_pos_emb(rows[1].to(6), c, s).to(ops.prim.dtype(x))
      o = torch.scaled_dot_product_attention(q, k, rows[2])
      outs.append(o.transpose(1, 2).reshape([alike * patches, ${vision_num_heads} * d]))
      at = end
      i = i + alike
    return self.projection(p, torch.cat(outs), "attn.proj")

  # The frames of all images, as chunks.
  def frames(self: __torch__.Model, grids: List[List[int]]) -> List[int]:
    chunks = annotate(List[int], [])
    for i in range(torch.len(grids)):
      for j in range(grids[i][0]):
        chunks.append(grids[i][1] * grids[i][2])
    return chunks

  # pixel_values [patches, channels * temporalPatch * patch * patch] -> [patches, embed]
  def PatchEmbed(self: __torch__.Model, w: Dict[str, Tensor], pixel_values: Tensor) -> Tensor:
    proj = w["visual.patch_embed.proj.weight"]
    return torch.linear(pixel_values.to(ops.prim.dtype(proj)), proj.flatten(1))

  # normed patches [patches, embed] -> [patches / merge^2, hidden]
  def PatchMerger(self: __torch__.Model, w: Dict[str, Tensor], x: Tensor) -> Tensor:
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
