  # positions [3, tokens], three equal rows -> cos, sin [tokens, headDim]
  def rotary(self: __torch__.Model, positions: Tensor) -> Tuple[Tensor, Tensor]:
    d = ${head_dim}
    inv_freq = torch.pow(${rope_theta}, -torch.arange(0, d, 2, dtype=6, layout=None, device=ops.prim.device(positions), pin_memory=None) / float(d))
    if ${rope_scaled}:
      inv_freq = self.llama3(inv_freq)
    freqs = positions[0].to(6).unsqueeze(-1) * inv_freq
    emb = torch.cat([freqs, freqs], -1)
    return (torch.cos(emb), torch.sin(emb))

  # Frequencies of long waves are divided by the factor, those of short waves kept, those between mixed.
  def llama3(self: __torch__.Model, inv_freq: Tensor) -> Tensor:
    waves = ${original_max_position_embeddings} * inv_freq / 6.283185307179586
    smooth = torch.clamp((waves - ${low_freq_factor}) / (${high_freq_factor} - ${low_freq_factor}), 0., 1.)
    return (1. - smooth) * inv_freq / ${rope_factor} + smooth * inv_freq
