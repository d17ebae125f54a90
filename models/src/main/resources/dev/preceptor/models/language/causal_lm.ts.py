  # A causal language model that samples, and scores completions of prompts that are computed once.
  # Weights arrive as one dictionary by their checkpoint names; ${...} are the configuration's numbers.
  # Shapes: hidden states [batch, tokens, hidden], queries, keys and values [batch, heads, tokens, headDim];
  # positions [3, tokens]: temporal, height, width, all alike where there are no pictures.

  # [batch, keyValueHeads, tokens, headDim] -> [batch, heads, tokens, headDim]
  def repeat_kv(self: __torch__.Model, x: Tensor) -> Tensor:
    b, t = x.size(0), x.size(2)
    r = ${num_attention_heads} // ${num_key_value_heads}
    return x.unsqueeze(2).expand([b, ${num_key_value_heads}, r, t, ${head_dim}]).reshape([b, ${num_attention_heads}, t, ${head_dim}])

  # [batch, heads, tokens, headDim] -> [batch, tokens, heads * headDim]
  def joined(self: __torch__.Model, o: Tensor) -> Tensor:
    return o.transpose(1, 2).reshape([o.size(0), o.size(2), ${num_attention_heads} * ${head_dim}])

  # ids [rows * prompt], positions [3, rows * prompt]; image_at: which ids the pictures' embeddings replace (empty without one)
  # -> last layer's hidden state from token `start` on [rows, prompt - start, hidden] and each layer's keys and values [rows, keyValueHeads, prompt, headDim]
  def prefill(self: __torch__.Model, w: Dict[str, Tensor], layers: List[Dict[str, Tensor]], rows: int, ids: Tensor, positions: Tensor, pixel_values: Tensor, grid: Tensor, image_at: Tensor, start: int) -> Tuple[Tensor, List[Tensor], List[Tensor]]:
    x = self.embed_prompt(w, ids, positions, pixel_values, grid, image_at).view([rows, -1, ${hidden_size}])
    cos, sin = self.rotary(positions)
    cos = cos.view([rows, 1, ids.size(0) // rows, -1])
    sin = sin.view([rows, 1, ids.size(0) // rows, -1])
    keys = annotate(List[Tensor], [])
    values = annotate(List[Tensor], [])
    for i in range(torch.len(layers)):
      p = layers[i]
      q, k, v = self.attention_inputs(p, x, cos, sin)
      keys.append(k)
      values.append(v)
      if i < torch.len(layers) - 1:
        attended = torch.scaled_dot_product_attention(q, self.repeat_kv(k), self.repeat_kv(v), None, 0., True)
      else:
        # nobody asks for the earlier tokens' last hidden state
        x = torch.slice(x, 1, start)
        seen = torch.tril(torch.ones([x.size(1), k.size(2)], dtype=11, layout=None, device=ops.prim.device(ids), pin_memory=None), start)
        attended = torch.scaled_dot_product_attention(torch.slice(q, 2, start), self.repeat_kv(k), self.repeat_kv(v), seen)
      x = self.attention_outputs(p, x, self.joined(attended))
    return (x, keys, values)

  # ---- scoring given completions of one prompt, the prompt computed once

  # completions [group, completion] (right-padded with any id) -> log-probability and entropy of each token's distribution [group, completion]
  def completion_logprobs(self: __torch__.Model, ids: Tensor, positions: Tensor, pixel_values: Tensor, grid: Tensor, image_at: Tensor, completions: Tensor, temperature: Tensor, w: Dict[str, Tensor]) -> Tuple[Tensor, Tensor]:
    layers = self.layers(w)
    g, c = completions.size(0), completions.size(1)
    n = ids.size(0)
    last, keys, values = self.prefill(w, layers, 1, ids, positions, pixel_values, grid, image_at, n - 1)
    hidden = last.expand([g, 1, ${hidden_size}])
    if c > 1:
      start = torch.max(positions) + 1
      own = start + torch.arange(c - 1, dtype=4, layout=None, device=ops.prim.device(ids), pin_memory=None)
      own = own.unsqueeze(0).expand([3, c - 1])
      x = self.embed(w, torch.slice(completions, 1, 0, c - 1), own)
      cos, sin = self.rotary(own)
      seen = torch.ones([c - 1, n], dtype=11, layout=None, device=ops.prim.device(ids), pin_memory=None)
      past = torch.tril(torch.ones([c - 1, c - 1], dtype=11, layout=None, device=ops.prim.device(ids), pin_memory=None))
      mask = torch.cat([seen, past], 1)
      for i in range(torch.len(layers)):
        p = layers[i]
        q, k, v = self.attention_inputs(p, x, cos, sin)
        k = torch.cat([keys[i].expand([g, ${num_key_value_heads}, n, ${head_dim}]), k], 2)
        v = torch.cat([values[i].expand([g, ${num_key_value_heads}, n, ${head_dim}]), v], 2)
        x = self.attention_outputs(p, x, self.joined(torch.scaled_dot_product_attention(q, self.repeat_kv(k), self.repeat_kv(v), mask)))
      hidden = torch.cat([hidden, x], 1)
    logits = self.logits(w, hidden) / temperature
    logprobs = torch.log_softmax(logits, -1)
    tokens = torch.squeeze(torch.gather(logprobs, -1, completions.unsqueeze(-1)), -1)
    detached = logprobs.detach()
    entropy = -(torch.exp(detached) * detached).sum([-1])
    return (tokens, entropy)

  # ---- scoring one answer of each of several prompts

  # ids [rows * tokens]: each prompt with its answer, right-padded with any id; the pictures are of one size, and grid counts them as frames.
  # start: the first place in a row that comes before an answer's token; predicting [answers' tokens]: all of them, in [rows * (tokens - start)]
  # -> log-probability of each answer's tokens, one answer after another
  def answer_logprobs(self: __torch__.Model, ids: Tensor, positions: Tensor, pixel_values: Tensor, grid: Tensor, image_at: Tensor, rows: Tensor, start: Tensor, predicting: Tensor, answers: Tensor, w: Dict[str, Tensor]) -> Tensor:
    x, keys, values = self.prefill(w, self.layers(w), int(rows.item()), ids, positions, pixel_values, grid, image_at, int(start.item()))
    logits = self.logits(w, x.flatten(0, 1).index_select(0, predicting))
    return torch.squeeze(torch.gather(torch.log_softmax(logits, -1), 1, answers.unsqueeze(1)), 1)

  # ---- sampling

  # logits [rows, vocabulary], uniforms [rows] in [0, 1) -> token [rows] and its log-probability [rows]
  def sample(self: __torch__.Model, logits: Tensor, uniforms: Tensor, temperature: float, suppress: Tensor) -> Tuple[Tensor, Tensor]:
    if suppress.numel() > 0:
      logits = torch.index_fill(logits, 1, suppress, -float("inf"))
    if temperature == 0.:
      logprobs = torch.log_softmax(logits, -1)
      tokens = torch.argmax(logits, -1)
    else:
      logprobs = torch.log_softmax(logits / temperature, -1)
      cdf = torch.cumsum(torch.exp(logprobs), -1, dtype=7)
      target = uniforms.unsqueeze(1) * torch.slice(cdf, 1, -1) * 0.999999999999
      tokens = torch.squeeze(torch.searchsorted(cdf, target, right=True), 1)
    return (tokens, torch.squeeze(torch.gather(logprobs, 1, tokens.unsqueeze(1)), 1))

  # One token of every row against its group's shared prompt keys and its own.
  # x [groups * rows, 1, hidden]; prompt keys [groups, keyValueHeads, prompt, headDim]; own keys [groups * rows, keyValueHeads, completion, headDim]
  def decode_layer(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor, cos: Tensor, sin: Tensor, pk: Tensor, pv: Tensor, pmask: Tensor, ok: Tensor, ov: Tensor, t: int) -> Tensor:
    b = x.size(0)
    n = pk.size(0)
    g = b // n
    kv = ${num_key_value_heads}
    r = ${num_attention_heads} // ${num_key_value_heads}
    d = ${head_dim}
    q, k, v = self.attention_inputs(p, x, cos, sin)
    torch.copy_(torch.slice(ok, 2, t, t + 1), k)
    torch.copy_(torch.slice(ov, 2, t, t + 1), v)
    q = q.view([b, kv, r, d]) * ${attention_scale}
    shared = q.view([n, g, kv, r, d]).transpose(1, 2).reshape([n, kv, g * r, d])
    sp = torch.matmul(shared, pk.transpose(2, 3)) + pmask
    sp = sp.view([n, kv, g, r, pk.size(2)]).transpose(1, 2).reshape([b, kv, r, pk.size(2)])
    so = torch.matmul(q, torch.slice(ok, 2, 0, t + 1).transpose(2, 3))
    a = torch.softmax(torch.cat([sp, so], -1), -1, dtype=6).to(ops.prim.dtype(x))
    ap = torch.slice(a, 3, 0, pk.size(2))
    ap = ap.view([n, g, kv, r, pk.size(2)]).transpose(1, 2).reshape([n, kv, g * r, pk.size(2)])
    o = torch.matmul(ap, pv).view([n, kv, g, r, d]).transpose(1, 2).reshape([b, kv, r, d])
    o = o + torch.matmul(torch.slice(a, 3, pk.size(2)), torch.slice(ov, 2, 0, t + 1))
    return self.attention_outputs(p, x, o.reshape([b, 1, ${num_attention_heads} * d]))

  # Every list has an entry a prompt; uniforms [prompts, group, newTokens] float64.
  # -> tokens and log-probabilities [prompts * group, newTokens], lengths [prompts * group] (the stop token counts)
  def generate(self: __torch__.Model, w: Dict[str, Tensor], ids: List[Tensor], positions: List[Tensor], pixel_values: List[Tensor], grids: List[Tensor], image_at: List[Tensor], uniforms: Tensor, stop: Tensor, suppress: Tensor, temperature: float) -> Tuple[Tensor, Tensor, Tensor]:
    layers = self.layers(w)
    depth = torch.len(layers)
    n, g, c = uniforms.size(0), uniforms.size(1), uniforms.size(2)
    device = ops.prim.device(uniforms)
    longest = 0
    for i in range(n):
      longest = ops.prim.max(longest, ids[i].size(0))
    dtype = ops.prim.dtype(self.embed(w, ids[0], positions[0]))
    pks = annotate(List[Tensor], [])
    pvs = annotate(List[Tensor], [])
    oks = annotate(List[Tensor], [])
    ovs = annotate(List[Tensor], [])
    for l in range(depth):
      pks.append(torch.zeros([n, ${num_key_value_heads}, longest, ${head_dim}], dtype=dtype, layout=None, device=device, pin_memory=None))
      pvs.append(torch.zeros([n, ${num_key_value_heads}, longest, ${head_dim}], dtype=dtype, layout=None, device=device, pin_memory=None))
      oks.append(torch.zeros([n * g, ${num_key_value_heads}, c, ${head_dim}], dtype=dtype, layout=None, device=device, pin_memory=None))
      ovs.append(torch.zeros([n * g, ${num_key_value_heads}, c, ${head_dim}], dtype=dtype, layout=None, device=device, pin_memory=None))
    pmask = torch.zeros([n, 1, 1, longest], dtype=dtype, layout=None, device=device, pin_memory=None)
    last = annotate(List[Tensor], [])
    starts = annotate(List[Tensor], [])
    for i in range(n):
      t = ids[i].size(0)
      x, keys, values = self.prefill(w, layers, 1, ids[i], positions[i], pixel_values[i], grids[i], image_at[i], t - 1)
      last.append(x)
      starts.append(torch.max(positions[i]) + 1)
      torch.fill_(torch.slice(pmask[i], 2, t), -float("inf"))
      for l in range(depth):
        torch.copy_(torch.slice(pks[l][i], 1, 0, t), keys[l][0])
        torch.copy_(torch.slice(pvs[l][i], 1, 0, t), values[l][0])
    start = torch.stack(starts).unsqueeze(1).expand([n, g]).reshape([n * g])
    hidden = torch.cat(last).expand([n, g, ${hidden_size}]).reshape([n * g, 1, ${hidden_size}])

    tokens = torch.zeros([n * g, c], dtype=4, layout=None, device=device, pin_memory=None)
    logprobs = torch.zeros([n * g, c], dtype=6, layout=None, device=device, pin_memory=None)
    lengths = torch.full([n * g], c, dtype=4, layout=None, device=device, pin_memory=None)
    draws = uniforms.view([n * g, c])
    rows = torch.arange(n * g, dtype=4, layout=None, device=device, pin_memory=None)
    alive = torch.ones([n, g], dtype=11, layout=None, device=device, pin_memory=None)
    t = 0
    going = c > 0
    while going:
      logits = torch.squeeze(self.logits(w, hidden), 1)
      token, logprob = self.sample(logits, torch.select(draws, 1, t).index_select(0, rows), temperature, suppress)
      live = torch.squeeze(torch.nonzero(alive.flatten()), 1)
      torch.index_copy_(torch.select(tokens, 1, t), 0, rows.index_select(0, live), token.index_select(0, live))
      torch.index_copy_(torch.select(logprobs, 1, t), 0, rows.index_select(0, live), logprob.index_select(0, live))
      ended = torch.isin(token, stop)
      done = torch.squeeze(torch.nonzero(torch.__and__(ended, alive.flatten())), 1)
      torch.index_fill_(lengths, 0, rows.index_select(0, done), t + 1)
      alive = torch.__and__(alive, torch.bitwise_not(ended).view([alive.size(0), alive.size(1)]))
      t = t + 1
      counts = alive.sum([1])
      widest = int(torch.max(counts).item())
      going = torch.__and__(t < c, widest > 0)
      if going:
        groups = torch.squeeze(torch.nonzero(counts), 1)
        # finished rows leave once a quarter of the batch is gone
        if 4 * groups.size(0) * widest <= 3 * rows.size(0):
          first = torch.argsort(torch.bitwise_not(alive).to(4), stable=True, dim=1, descending=False)
          keep = torch.slice(first, 1, 0, widest).index_select(0, groups)
          keep = (keep + groups.unsqueeze(1) * alive.size(1)).flatten()
          alive = alive.flatten().index_select(0, keep).view([groups.size(0), widest])
          rows = rows.index_select(0, keep)
          token = token.index_select(0, keep)
          start = start.index_select(0, keep)
          for l in range(depth):
            oks[l] = oks[l].index_select(0, keep)
            ovs[l] = ovs[l].index_select(0, keep)
          if groups.size(0) < pmask.size(0):
            pmask = pmask.index_select(0, groups)
            for l in range(depth):
              pks[l] = pks[l].index_select(0, groups)
              pvs[l] = pvs[l].index_select(0, groups)
        own = (start + (t - 1)).unsqueeze(0).expand([3, rows.size(0)])
        hidden = self.embed(w, token, own).unsqueeze(1)
        cos, sin = self.rotary(own)
        cos = cos.view([rows.size(0), 1, 1, -1])
        sin = sin.view([rows.size(0), 1, 1, -1])
        for l in range(depth):
          hidden = self.decode_layer(layers[l], hidden, cos, sin, pks[l], pvs[l], pmask, oks[l], ovs[l], t - 1)
    return (tokens, logprobs, lengths)
