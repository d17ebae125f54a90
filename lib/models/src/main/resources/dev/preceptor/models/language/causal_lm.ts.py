  # A causal language model on packed tokens: all prompts, then the completions of each, so that a
  # prompt is computed once however many completions share it, and nothing is padded.
  # Weights arrive as one dictionary by their checkpoint names; ${...} are the configuration's numbers.
  # Shapes: hidden states [batch, tokens, hidden], queries, keys and values [batch, heads, tokens, headDim];
  # positions [3, tokens]: temporal, height, width, all equal where there are no images.
  # A family may have layers that attend to a prompt's image beside its tokens: cross_layers are those before a layer, on what
  # cross_states prepares of each prompt; cross_rows splits tokens into runs [prompt, tokens, 1 from the image on, else 0].
  # lengths: tokens of each prompt. spans: a prompt's completions of the same length form one span [prompt, rows, tokens].

  def integers(self: __torch__.Model, rows: Tensor) -> List[List[int]]:
    out = annotate(List[List[int]], [])
    for i in range(rows.size(0)):
      row = annotate(List[int], [])
      for j in range(rows.size(1)):
        row.append(int(rows[i][j].item()))
      out.append(row)
    return out

  # [batch, keyValueHeads, tokens, headDim] -> [batch, heads, tokens, headDim]
  def repeat_kv(self: __torch__.Model, x: Tensor) -> Tensor:
    b, t = x.size(0), x.size(2)
    r = ${num_attention_heads} // ${num_key_value_heads}
    return x.unsqueeze(2).expand([b, ${num_key_value_heads}, r, t, ${head_dim}]).reshape([b, ${num_attention_heads}, t, ${head_dim}])

  # Mask of `tokens` tokens that follow `before` others, [tokens, before + tokens]: 0 or minus infinity; a sliding window of 0 means none.
  def causal_mask(self: __torch__.Model, before: int, tokens: int, like: Tensor) -> Tensor:
    seen = torch.tril(torch.ones([tokens, before + tokens], dtype=11, layout=None, device=ops.prim.device(like), pin_memory=None), before)
    if ${sliding_window} > 0:
      seen = torch.triu(seen, before + 1 - ${sliding_window})
    mask = torch.zeros([tokens, before + tokens], dtype=ops.prim.dtype(like), layout=None, device=ops.prim.device(like), pin_memory=None)
    return torch.masked_fill(mask, torch.bitwise_not(seen), -float("inf"))

  # A span's mask; the query heads that share a key head are folded into the tokens.
  def span_masks(self: __torch__.Model, lengths: List[List[int]], spans: List[List[int]], like: Tensor) -> List[Tensor]:
    masks = annotate(List[Tensor], [])
    for i in range(torch.len(spans)):
      mask = self.causal_mask(lengths[spans[i][0]][0], spans[i][2], like)
      masks.append(mask.repeat([${num_attention_heads} // ${num_key_value_heads}, 1]))
    return masks

  # Every token attends to its prompt and its own completion so far. q has all tokens or, if `last`, only the last token of each prompt.
  # -> [1, queries, heads * headDim]
  def attended(self: __torch__.Model, q: Tensor, k: Tensor, v: Tensor, lengths: List[List[int]], spans: List[List[int]], masks: List[Tensor], last: bool) -> Tensor:
    kv = ${num_key_value_heads}
    r = ${num_attention_heads} // ${num_key_value_heads}
    d = ${head_dim}
    outs = annotate(List[Tensor], [])
    keys = annotate(List[Tensor], [])
    values = annotate(List[Tensor], [])
    at = 0
    start = 0
    for i in range(torch.len(lengths)):
      n = lengths[i][0]
      pk = torch.slice(k, 2, start, start + n)
      pv = torch.slice(v, 2, start, start + n)
      keys.append(pk)
      values.append(pv)
      start = start + n
      if last:
        first = 0
        if torch.__and__(${sliding_window} > 0, n > ${sliding_window}):
          first = n - ${sliding_window}
        one = torch.slice(q, 2, at, at + 1).reshape([1, kv, r, d])
        outs.append(torch.scaled_dot_product_attention(one, torch.slice(pk, 2, first), torch.slice(pv, 2, first)).reshape([1, 1, kv * r * d]))
        at = at + 1
      else:
        own = torch.slice(q, 2, at, at + n)
        if torch.__and__(${sliding_window} > 0, n > ${sliding_window}):
          o = torch.scaled_dot_product_attention(own, self.repeat_kv(pk), self.repeat_kv(pv), self.causal_mask(0, n, q))
        else:
          o = torch.scaled_dot_product_attention(own, self.repeat_kv(pk), self.repeat_kv(pv), None, 0., True)
        outs.append(o.transpose(1, 2).reshape([1, n, kv * r * d]))
        at = at + n
    for i in range(torch.len(spans)):
      g, m, c = spans[i][0], spans[i][1], spans[i][2]
      n = lengths[g][0]
      sq = torch.slice(q, 2, at, at + m * c).view([kv, r, m, c, d]).permute([2, 0, 1, 3, 4]).reshape([m, kv, r * c, d])
      sk = torch.slice(k, 2, start, start + m * c).view([kv, m, c, d]).transpose(0, 1)
      sv = torch.slice(v, 2, start, start + m * c).view([kv, m, c, d]).transpose(0, 1)
      sk = torch.cat([keys[g].expand([m, kv, n, d]), sk], 2)
      sv = torch.cat([values[g].expand([m, kv, n, d]), sv], 2)
      o = torch.scaled_dot_product_attention(sq, sk, sv, masks[i])
      outs.append(o.view([m, kv, r, c, d]).permute([0, 3, 1, 2, 4]).reshape([1, m * c, kv * r * d]))
      at = at + m * c
      start = start + m * c
    return torch.cat(outs, 1)

  # The tokens whose last hidden state is needed: each prompt's last, and every token after the prompts.
  def kept(self: __torch__.Model, lengths: List[List[int]], tokens: int, device: Device) -> Tensor:
    ends = annotate(List[int], [])
    end = 0
    for i in range(torch.len(lengths)):
      end = end + lengths[i][0]
      ends.append(end - 1)
    after = torch.arange(end, tokens, dtype=4, layout=None, device=device, pin_memory=None)
    return torch.cat([torch.tensor(ends, dtype=4, device=device, requires_grad=False), after])

  # One layer on x [1, tokens, hidden]; the last layer returns only the tokens `keep`. -> hidden states, keys, values
  def layer(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor, cos: Tensor, sin: Tensor, lengths: List[List[int]], spans: List[List[int]], masks: List[Tensor], last: bool, keep: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    q, k, v = self.attention_inputs(p, x, cos, sin)
    if last:
      q = torch.index_select(q, 2, keep)
      x = torch.index_select(x, 1, keep)
    return (self.attention_outputs(p, x, self.attended(q, k, v, lengths, spans, masks, last)), k, v)

  # pixel_values of all images [patches, values], grids [images][3] -> [merged patches, hidden]
  def images(self: __torch__.Model, w: Dict[str, Tensor], pixel_values: Tensor, grids: List[List[int]]) -> Tensor:
    if torch.len(grids) == 0:
      return pixel_values
    x = self.patch_embed(w, pixel_values, grids)
    layers = self.image_layers(w)
    for i in range(torch.len(layers)):
      x = self.image_layer(i, layers[i], x, grids)
    return self.merge_patches(w, x, grids)

  # hidden states after final_norm -> logits float32
  def logits(self: __torch__.Model, head: Tensor, x: Tensor) -> Tensor:
    return self.linear(x, head, None).to(6)

  # rows [completion tokens]: which kept hidden state predicts a token; targets [completion tokens]; block: the number of tokens whose logits exist at once
  # -> log-probability and entropy of each token's distribution [completion tokens]
  def completion_logprobs(self: __torch__.Model, ids: Tensor, positions: Tensor, pixel_values: Tensor, grids: Tensor, image_at: Tensor, lengths: Tensor, spans: Tensor, rows: Tensor, targets: Tensor, temperature: Tensor, block: Tensor, w: Dict[str, Tensor]) -> Tuple[Tensor, Tensor]:
    lens = self.integers(lengths)
    parts = self.integers(spans)
    image_grids = self.integers(grids)
    images = self.images(w, pixel_values, image_grids)
    x = self.embedded(w, ids, positions, images, image_at)
    states = self.cross_states(w, images, image_grids, image_at, lens)
    beside = self.cross_rows(lens, parts, image_at, False)
    cos, sin = self.rotary(positions)
    masks = self.span_masks(lens, parts, x)
    keep = self.kept(lens, ids.size(0), ops.prim.device(ids))
    layers = self.layers(w)
    depth = torch.len(layers)
    for i in range(depth):
      x = self.cross_layers(w, i, x, states, beside)
      x, k, v = self.layer(layers[i], x, cos, sin, lens, parts, masks, i == depth - 1, keep)
    x = self.cross_layers(w, depth, x, states, self.cross_rows(lens, parts, image_at, True))
    x = self.final_norm(w, torch.index_select(x[0], 0, rows))
    logprobs = annotate(List[Tensor], [])
    entropies = annotate(List[Tensor], [])
    size = int(block.item())
    at = 0
    while at < rows.size(0):
      z = torch.log_softmax(self.logits(w["${lm_head}"], torch.slice(x, 0, at, at + size)) / temperature, -1)
      logprobs.append(torch.squeeze(torch.gather(z, 1, torch.slice(targets, 0, at, at + size).unsqueeze(1)), 1))
      entropies.append(self.entropy(z))
      at = at + size
    return (torch.cat(logprobs), torch.cat(entropies))

  def entropy(self: __torch__.Model, logprobs: Tensor) -> Tensor:
    return -(torch.exp(logprobs) * logprobs).sum([-1])
