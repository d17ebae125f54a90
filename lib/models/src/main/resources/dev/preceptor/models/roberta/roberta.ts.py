  # RoBERTa with a classification head on the first token; LayerNorm after attention and after the GELU MLP.
  # Weights arrive as one dictionary by their checkpoint names; ${...} are the configuration's numbers.

  def Linear(self: __torch__.Model, w: Dict[str, Tensor], x: Tensor, name: str) -> Tensor:
    return torch.linear(x, w[name + ".weight"], w[name + ".bias"])

  def LayerNorm(self: __torch__.Model, w: Dict[str, Tensor], x: Tensor, name: str) -> Tensor:
    return torch.layer_norm(x, [${hidden_size}], w[name + ".weight"], w[name + ".bias"], ${layer_norm_eps})

  # Positions count from padding_idx + 1; a padding token, even one written in the text, has position padding_idx.
  def create_position_ids_from_input_ids(self: __torch__.Model, ids: Tensor) -> Tensor:
    mask = torch.ne(ids, ${padding_idx}).to(4)
    return torch.cumsum(mask, 1) * mask + ${padding_idx}

  def embeddings(self: __torch__.Model, w: Dict[str, Tensor], ids: Tensor) -> Tensor:
    x = torch.embedding(w["roberta.embeddings.word_embeddings.weight"], ids)
    x = x + w["roberta.embeddings.token_type_embeddings.weight"][0]
    x = x + torch.embedding(w["roberta.embeddings.position_embeddings.weight"], self.create_position_ids_from_input_ids(ids))
    return self.LayerNorm(w, x, "roberta.embeddings.LayerNorm")

  # [batch, tokens, hidden] -> [batch, heads, tokens, headDim]
  def projected(self: __torch__.Model, w: Dict[str, Tensor], x: Tensor, name: str) -> Tensor:
    return self.Linear(w, x, name).view([x.size(0), x.size(1), ${num_attention_heads}, ${head_dim}]).transpose(1, 2)

  def layer(self: __torch__.Model, w: Dict[str, Tensor], x: Tensor, mask: Tensor, name: str) -> Tensor:
    own = name + ".attention.self."
    o = torch.scaled_dot_product_attention(self.projected(w, x, own + "query"), self.projected(w, x, own + "key"), self.projected(w, x, own + "value"), mask)
    o = self.Linear(w, o.transpose(1, 2).flatten(2), name + ".attention.output.dense")
    x = self.LayerNorm(w, x + o, name + ".attention.output.LayerNorm")
    h = torch.gelu(self.Linear(w, x, name + ".intermediate.dense"))
    return self.LayerNorm(w, x + self.Linear(w, h, name + ".output.dense"), name + ".output.LayerNorm")

  # ids [pairs, tokens], lengths [pairs]: tokens of each that are not padding -> logits [pairs]
  def classify(self: __torch__.Model, ids: Tensor, lengths: Tensor, w: Dict[str, Tensor]) -> Tensor:
    at = torch.arange(ids.size(1), dtype=4, layout=None, device=ops.prim.device(ids), pin_memory=None)
    mask = torch.lt(at, lengths.unsqueeze(1)).view([ids.size(0), 1, 1, ids.size(1)])
    x = self.embeddings(w, ids)
    for i in range(${num_hidden_layers}):
      x = self.layer(w, x, mask, "roberta.encoder.layer." + str(i))
    x = torch.tanh(self.Linear(w, torch.select(x, 1, 0), "classifier.dense"))
    return torch.squeeze(self.Linear(w, x, "classifier.out_proj"), 1).to(6)
