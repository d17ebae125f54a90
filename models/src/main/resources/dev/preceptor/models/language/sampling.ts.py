  # Decoding: every row attends to its group's shared prompt and to its own tokens, in one loop.

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
    first = 0
    if ${sliding_window} > 0:
      first = ops.prim.max(0, t + 1 - ${sliding_window})
    q = q.view([b, kv, r, d]) * ${attention_scale}
    shared = q.view([n, g, kv, r, d]).transpose(1, 2).reshape([n, kv, g * r, d])
    sp = torch.matmul(shared, pk.transpose(2, 3)) + pmask
    sp = sp.view([n, kv, g, r, pk.size(2)]).transpose(1, 2).reshape([b, kv, r, pk.size(2)])
    so = torch.matmul(q, torch.slice(ok, 2, first, t + 1).transpose(2, 3))
    a = torch.softmax(torch.cat([sp, so], -1), -1, dtype=6).to(ops.prim.dtype(x))
    ap = torch.slice(a, 3, 0, pk.size(2))
    ap = ap.view([n, g, kv, r, pk.size(2)]).transpose(1, 2).reshape([n, kv, g * r, pk.size(2)])
    o = torch.matmul(ap, pv).view([n, kv, g, r, d]).transpose(1, 2).reshape([b, kv, r, d])
    o = o + torch.matmul(torch.slice(a, 3, pk.size(2)), torch.slice(ov, 2, first, t + 1))
    return self.attention_outputs(p, x, o.reshape([b, 1, ${num_attention_heads} * d]))

  # Samples completions of several prompts, decoded together; uniforms [prompts, group, newTokens] float64.
  # -> tokens and log-probabilities [prompts * group, newTokens], lengths [prompts * group] (the stop token counts)
  def generate(self: __torch__.Model, w: Dict[str, Tensor], ids: Tensor, positions: Tensor, pixel_values: Tensor, grids: Tensor, image_at: Tensor, lengths: Tensor, uniforms: Tensor, stop: Tensor, suppress: Tensor, temperature: float) -> Tuple[Tensor, Tensor, Tensor]:
    layers = self.layers(w)
    depth = torch.len(layers)
    n, g, c = uniforms.size(0), uniforms.size(1), uniforms.size(2)
    device = ops.prim.device(uniforms)
    lens = self.integers(lengths)
    x = self.embedded(w, ids, positions, self.pictures(w, pixel_values, self.integers(grids)), image_at)
    dtype = ops.prim.dtype(x)
    longest = 0
    for i in range(n):
      longest = ops.prim.max(longest, lens[i][0])
    cos, sin = self.rotary(positions)
    keep = self.kept(lens, ids.size(0), device)
    spans = annotate(List[List[int]], [])
    masks = annotate(List[Tensor], [])
    pks = annotate(List[Tensor], [])
    pvs = annotate(List[Tensor], [])
    oks = annotate(List[Tensor], [])
    ovs = annotate(List[Tensor], [])
    for l in range(depth):
      x, k, v = self.layer(layers[l], x, cos, sin, lens, spans, masks, l == depth - 1, keep)
      pk = torch.zeros([n, ${num_key_value_heads}, longest, ${head_dim}], dtype=dtype, layout=None, device=device, pin_memory=None)
      pv = torch.zeros([n, ${num_key_value_heads}, longest, ${head_dim}], dtype=dtype, layout=None, device=device, pin_memory=None)
      at = 0
      for i in range(n):
        t = lens[i][0]
        torch.copy_(torch.slice(pk[i], 1, 0, t), torch.slice(k[0], 1, at, at + t))
        torch.copy_(torch.slice(pv[i], 1, 0, t), torch.slice(v[0], 1, at, at + t))
        at = at + t
      pks.append(pk)
      pvs.append(pv)
      oks.append(torch.zeros([n * g, ${num_key_value_heads}, c, ${head_dim}], dtype=dtype, layout=None, device=device, pin_memory=None))
      ovs.append(torch.zeros([n * g, ${num_key_value_heads}, c, ${head_dim}], dtype=dtype, layout=None, device=device, pin_memory=None))
    pmask = torch.zeros([n, 1, 1, longest], dtype=dtype, layout=None, device=device, pin_memory=None)
    starts = annotate(List[Tensor], [])
    at = 0
    for i in range(n):
      t = lens[i][0]
      torch.fill_(torch.slice(pmask[i], 2, t), -float("inf"))
      starts.append(torch.max(torch.slice(positions, 1, at, at + t)) + 1)
      at = at + t
    hidden = x[0].unsqueeze(1).expand([n, g, ${hidden_size}]).reshape([n * g, 1, ${hidden_size}])
    start = torch.stack(starts).unsqueeze(1).expand([n, g]).reshape([n * g])

    tokens = torch.zeros([n * g, c], dtype=4, layout=None, device=device, pin_memory=None)
    logprobs = torch.zeros([n * g, c], dtype=6, layout=None, device=device, pin_memory=None)
    lengths = torch.full([n * g], c, dtype=4, layout=None, device=device, pin_memory=None)
    draws = uniforms.view([n * g, c])
    rows = torch.arange(n * g, dtype=4, layout=None, device=device, pin_memory=None)
    alive = torch.ones([n, g], dtype=11, layout=None, device=device, pin_memory=None)
    t = 0
    going = c > 0
    while going:
      logits = torch.squeeze(self.logits(w, self.final_norm(w, hidden)), 1)
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
        if ${sliding_window} > 0:
          # what of the prompt has left the window of this token
          left = torch.select(start.view([pmask.size(0), -1]), 1, 0) + (t - 1 - ${sliding_window})
          pmask = torch.masked_fill(pmask, torch.le(torch.arange(longest, dtype=4, layout=None, device=device, pin_memory=None), left.view([-1, 1, 1, 1])), -float("inf"))
        own = (start + (t - 1)).unsqueeze(0).expand([3, rows.size(0)])
        hidden = self.embed(w, token, own).unsqueeze(1)
        angles = self.rotary(own)
        own_cos = angles[0].view([rows.size(0), 1, 1, -1])
        own_sin = angles[1].view([rows.size(0), 1, 1, -1])
        for l in range(depth):
          hidden = self.decode_layer(layers[l], hidden, own_cos, own_sin, pks[l], pvs[l], pmask, oks[l], ovs[l], t - 1)
    return (tokens, logprobs, lengths)
