  # positions [3, tokens], three equal rows -> cos, sin [tokens, headDim]
  def rotary(self: __torch__.Model, positions: Tensor) -> Tuple[Tensor, Tensor]:
    d = ${head_dim}
    inv_freq = torch.pow(${rope_theta}, -torch.arange(0, d, 2, dtype=6, layout=None, device=ops.prim.device(positions), pin_memory=None) / float(d))
    freqs = positions[0].to(6).unsqueeze(-1) * inv_freq
    emb = torch.cat([freqs, freqs], -1)
    return (torch.cos(emb), torch.sin(emb))
