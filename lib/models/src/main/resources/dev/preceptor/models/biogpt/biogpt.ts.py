  # BioGPT: learned positions, LayerNorm before attention and before a GELU MLP; biases everywhere but in the head.

  def layers(self: __torch__.Model, w: Dict[str, Tensor]) -> List[Dict[str, Tensor]]:
    names = ["self_attn_layer_norm", "self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.out_proj", "final_layer_norm", "fc1", "fc2"]
    layers = annotate(List[Dict[str, Tensor]], [])
    for i in range(${num_hidden_layers}):
      p = annotate(Dict[str, Tensor], {})
      prefix = "biogpt.layers." + str(i) + "."
      for j in range(torch.len(names)):
        self.take(w, prefix, names[j] + ".weight", p)
        self.take(w, prefix, names[j] + ".bias", p)
      layers.append(p)
    return layers

  def decoding_layers(self: __torch__.Model, w: Dict[str, Tensor], rows: int) -> List[Dict[str, Tensor]]:
    names = ["self_attn.q_proj.weight", "self_attn.k_proj.weight", "self_attn.v_proj.weight", "self_attn.out_proj.weight", "fc1.weight", "fc2.weight"]
    layers = self.layers(w)
    if ${pack_decoding}:
      for i in range(torch.len(layers)):
        for j in range(torch.len(names)):
          layers[i][names[j]] = self.packed(layers[i][names[j]], rows)
    return layers

  # the table's first two rows are not used for positions
  def embed(self: __torch__.Model, w: Dict[str, Tensor], ids: Tensor, positions: Tensor) -> Tensor:
    x = torch.embedding(w["biogpt.embed_tokens.weight"], ids) * ${embed_scale}
    return x + torch.embedding(w["biogpt.embed_positions.weight"], positions[0] + 2)

  # positions are in the embeddings, so these values are unused
  def rotary(self: __torch__.Model, positions: Tensor) -> Tuple[Tensor, Tensor]:
    none = torch.zeros([positions.size(1), 1], dtype=6, layout=None, device=ops.prim.device(positions), pin_memory=None)
    return (none, none)

  def LayerNorm(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor, name: str) -> Tensor:
    return torch.layer_norm(x, [${hidden_size}], p[name + ".weight"], p[name + ".bias"], 1e-05)

  def Linear(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor, name: str) -> Tensor:
    return self.projection(p, x, name)

  # [batch, tokens, hidden] -> [batch, heads, tokens, headDim]
  def projected(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor, name: str) -> Tensor:
    return self.Linear(p, x, name).view([x.size(0), x.size(1), ${num_attention_heads}, ${head_dim}]).transpose(1, 2)

  def attention_inputs(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor, cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    x = self.LayerNorm(p, x, "self_attn_layer_norm")
    return (self.projected(p, x, "self_attn.q_proj"), self.projected(p, x, "self_attn.k_proj"), self.projected(p, x, "self_attn.v_proj"))

  def attention_outputs(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor, o: Tensor) -> Tensor:
    x = x + self.Linear(p, o, "self_attn.out_proj")
    return x + self.Linear(p, torch.gelu(self.Linear(p, self.LayerNorm(p, x, "final_layer_norm"), "fc1")), "fc2")

  def final_norm(self: __torch__.Model, w: Dict[str, Tensor], x: Tensor) -> Tensor:
    return self.LayerNorm(w, x, "biogpt.layer_norm")
