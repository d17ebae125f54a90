  # Shared by Qwen2, Llama and Mistral: RMSNorm before grouped-query attention with rotary positions, and a gated MLP.

  def weights_of(self: __torch__.Model, w: Dict[str, Tensor], prefix: str, names: List[str]) -> Dict[str, Tensor]:
    out = annotate(Dict[str, Tensor], {})
    for i in range(torch.len(names)):
      self.take(w, prefix, names[i], out)
    return out

  def layers(self: __torch__.Model, w: Dict[str, Tensor]) -> List[Dict[str, Tensor]]:
    names = ["input_layernorm.weight", "self_attn.q_proj.weight", "self_attn.q_proj.bias", "self_attn.k_proj.weight", "self_attn.k_proj.bias", "self_attn.v_proj.weight", "self_attn.v_proj.bias", "self_attn.o_proj.weight", "post_attention_layernorm.weight", "mlp.gate_proj.weight", "mlp.up_proj.weight", "mlp.down_proj.weight"]
    layers = annotate(List[Dict[str, Tensor]], [])
    numbers = [${decoder_layers}]
    for i in range(torch.len(numbers)):
      layers.append(self.weights_of(w, "${text_prefix}model.layers." + str(numbers[i]) + ".", names))
    return layers

  # The same for decoding: where copies of the weights are cheap, products that share an input are fused and packed.
  def decoding_layers(self: __torch__.Model, w: Dict[str, Tensor], rows: int) -> List[Dict[str, Tensor]]:
    layers = self.layers(w)
    if ${pack_decoding}:
      for i in range(torch.len(layers)):
        p = layers[i]
        p["mlp.gate_up_proj.weight"] = self.packed(torch.cat([p["mlp.gate_proj.weight"], p["mlp.up_proj.weight"]]), rows)
        p["mlp.down_proj.weight"] = self.packed(p["mlp.down_proj.weight"], rows)
        p["self_attn.o_proj.weight"] = self.packed(p["self_attn.o_proj.weight"], rows)
        p["self_attn.qkv_proj.weight"] = self.packed(torch.cat([p["self_attn.q_proj.weight"], p["self_attn.k_proj.weight"], p["self_attn.v_proj.weight"]]), rows)
        if torch.__contains__(p, "self_attn.q_proj.bias"):
          p["self_attn.qkv_proj.bias"] = torch.cat([p["self_attn.q_proj.bias"], p["self_attn.k_proj.bias"], p["self_attn.v_proj.bias"]])
    return layers

  def embed(self: __torch__.Model, w: Dict[str, Tensor], ids: Tensor, positions: Tensor) -> Tensor:
    return torch.embedding(w["${text_prefix}model.embed_tokens.weight"], ids)

  def rotate_half(self: __torch__.Model, x: Tensor) -> Tensor:
    a, b = torch.chunk(x, 2, -1)
    return torch.cat([-b, a], -1)

  def apply_rotary_pos_emb(self: __torch__.Model, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    return x * cos + self.rotate_half(x) * sin

  def RMSNorm(self: __torch__.Model, x: Tensor, weight: Tensor) -> Tensor:
    h = x.to(6)
    h = h * torch.rsqrt((h * h).mean([-1], True) + ${rms_norm_eps})
    return h.to(ops.prim.dtype(x)) * weight

  def MLP(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor) -> Tensor:
    if torch.__contains__(p, "mlp.gate_up_proj.weight"):
      gate, up = torch.chunk(self.linear(x, p["mlp.gate_up_proj.weight"], None), 2, -1)
    else:
      gate, up = self.projection(p, x, "mlp.gate_proj"), self.projection(p, x, "mlp.up_proj")
    return self.projection(p, torch.silu(gate) * up, "mlp.down_proj")

  # [batch, tokens, hidden] -> [batch, heads, tokens, headDim]
  def projected(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor, name: str, heads: int) -> Tensor:
    y = self.projection(p, x, "self_attn." + name)
    return y.view([x.size(0), x.size(1), heads, ${head_dim}]).transpose(1, 2)

  def attention_inputs(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor, cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    x = self.RMSNorm(x, p["input_layernorm.weight"])
    c = cos.to(ops.prim.dtype(x))
    s = sin.to(ops.prim.dtype(x))
    h = ${num_attention_heads}
    kv = ${num_key_value_heads}
    if torch.__contains__(p, "self_attn.qkv_proj.weight"):
      qkv = self.projected(p, x, "qkv_proj", h + kv + kv)
      qk = self.apply_rotary_pos_emb(torch.slice(qkv, 1, 0, h + kv), c, s)
      return (torch.slice(qk, 1, 0, h), torch.slice(qk, 1, h), torch.slice(qkv, 1, h + kv))
    q = self.apply_rotary_pos_emb(self.projected(p, x, "q_proj", h), c, s)
    k = self.apply_rotary_pos_emb(self.projected(p, x, "k_proj", kv), c, s)
    return (q, k, self.projected(p, x, "v_proj", kv))

  def attention_outputs(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor, o: Tensor) -> Tensor:
    x = x + self.projection(p, o, "self_attn.o_proj")
    return x + self.MLP(p, self.RMSNorm(x, p["post_attention_layernorm.weight"]))

  def final_norm(self: __torch__.Model, w: Dict[str, Tensor], x: Tensor) -> Tensor:
    return self.RMSNorm(x, w["${text_prefix}model.norm.weight"])
