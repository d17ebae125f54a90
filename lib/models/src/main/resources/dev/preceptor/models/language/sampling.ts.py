  # Decoding: every row attends to its group's shared prompt and to its own tokens, in one loop. Rows form a rectangle
  # [groups, rows]; ended rows are removed once a quarter of them have ended.

  # logits [rows, vocabulary], uniforms [rows] in [0, 1) -> token [rows] and its log-probability [rows].
  # A token is found by the cumulative probability of blocks of the vocabulary, then within one block, in float64.
  # At a low temperature, logits divided by it may overflow, so the largest is subtracted first: the distribution tends to
  # that of greedy decoding. Where a logit is not finite, log-probabilities are NaN and the token is any of the vocabulary.
  def sample(self: __torch__.Model, logits: Tensor, uniforms: Tensor, temperature: float, suppress: Tensor) -> Tuple[Tensor, Tensor]:
    if suppress.numel() > 0:
      logits = torch.index_fill(logits, 1, suppress, -float("inf"))
    if temperature == 0.:
      logprobs = torch.log_softmax(logits, -1)
      tokens = torch.argmax(logits, -1, True)
    else:
      if temperature < 0.001:
        logits = logits - torch.amax(logits, [1], True)
      logprobs = torch.log_softmax(logits / temperature, -1)
      width = 128
      blocks = (logits.size(1) + width - 1) // width
      p = torch.constant_pad_nd(torch.exp(logprobs), [0, blocks * width - logits.size(1)]).view([-1, blocks, width])
      mass = p.sum([2], dtype=7)
      cdf = torch.cumsum(mass, 1)
      below = 0.999999999999
      target = uniforms.unsqueeze(1) * torch.slice(cdf, 1, -1) * below
      block = torch.clamp(torch.searchsorted(cdf, target, right=True), None, blocks - 1)
      inner = torch.cumsum(torch.squeeze(torch.gather(p, 1, block.unsqueeze(2).expand([-1, 1, width])), 1), 1, dtype=7)
      rest = target - (torch.gather(cdf, 1, block) - torch.gather(mass, 1, block))
      rest = torch.minimum(torch.clamp(rest, 0.), torch.slice(inner, 1, -1) * below)
      tokens = torch.clamp(block * width + torch.searchsorted(inner, rest, right=True), None, logits.size(1) - 1)
    return (torch.squeeze(tokens, 1), torch.squeeze(torch.gather(logprobs, 1, tokens), 1))

  # Mask of a group's prompt for a row at its own position t: 0 where visible, else minus infinity [groups, 1, longest].
  def prompt_mask(self: __torch__.Model, lengths: Tensor, longest: int, t: int, like: Tensor) -> Tensor:
    at = torch.arange(longest, dtype=4, layout=None, device=ops.prim.device(like), pin_memory=None).view([1, 1, longest])
    ends = lengths.view([-1, 1, 1])
    unseen = at >= ends
    if ${sliding_window} > 0:
      unseen = torch.__or__(unseen, at <= ends + (t - ${sliding_window}))
    mask = torch.zeros([lengths.size(0), 1, longest], dtype=ops.prim.dtype(like), layout=None, device=ops.prim.device(like), pin_memory=None)
    return torch.masked_fill(mask, unseen, -float("inf"))

  # One token of every row. x [groups * rows, 1, hidden]; pk, pv [groups * keyValueHeads, prompt, headDim];
  # ok, ov [groups, keyValueHeads, rows, completion, headDim]; pmask [groups * keyValueHeads, 1, prompt], or empty if all is visible
  def decode_layer(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor, cos: Tensor, sin: Tensor, pk: Tensor, pv: Tensor, pmask: Tensor, ok: Tensor, ov: Tensor, t: int) -> Tensor:
    kv = ${num_key_value_heads}
    r = ${num_attention_heads} // ${num_key_value_heads}
    d = ${head_dim}
    n, g = ok.size(0), ok.size(2)
    first = 0
    if torch.__and__(${sliding_window} > 0, t >= ${sliding_window}):
      first = t + 1 - ${sliding_window}
    q, k, v = self.attention_inputs(p, x, cos, sin)
    torch.copy_(torch.select(ok, 3, t), k.view([n, g, kv, d]).transpose(1, 2))
    torch.copy_(torch.select(ov, 3, t), v.view([n, g, kv, d]).transpose(1, 2))
    q = (q.view([n, g, kv, r, d]).transpose(1, 2) * ${attention_scale}).contiguous()
    shared = torch.bmm(q.view([n * kv, g * r, d]), pk.transpose(1, 2))
    if pmask.numel() > 0:
      shared = shared + pmask
    keys = torch.slice(ok, 3, first, t + 1).flatten(0, 2)
    values = torch.slice(ov, 3, first, t + 1).flatten(0, 2)
    own = torch.bmm(q.view([n * kv * g, r, d]), keys.transpose(1, 2)).view([n * kv, g * r, -1])
    a = torch.softmax(torch.cat([shared, own], 2), -1, dtype=6).to(ops.prim.dtype(x))
    o = torch.bmm(torch.slice(a, 2, 0, pk.size(1)), pv)
    mine = torch.slice(a, 2, pk.size(1)).reshape([n * kv * g, r, -1])
    o = torch.baddbmm(o.view([n * kv * g, r, d]), mine, values)
    o = o.view([n, kv, g, r, d]).transpose(1, 2).reshape([n * g, 1, kv * r * d])
    return self.attention_outputs(p, x, o)

  # The states of some prompts; none stay none.
  def chosen(self: __torch__.Model, states: List[List[Tensor]], groups: Tensor) -> List[List[Tensor]]:
    out = annotate(List[List[Tensor]], [])
    if torch.len(states) > 0:
      for i in range(groups.size(0)):
        out.append(states[int(groups[i].item())])
    return out

  # Samples completions of several prompts, decoded together; uniforms [prompts, group, newTokens] float64.
  # -> tokens and log-probabilities [prompts * group, newTokens], of which those past the first stop token are undefined
  def generate(self: __torch__.Model, w: Dict[str, Tensor], ids: Tensor, positions: Tensor, pixel_values: Tensor, grids: Tensor, image_at: Tensor, lengths: Tensor, uniforms: Tensor, stop: Tensor, suppress: Tensor, temperature: float) -> Tuple[Tensor, Tensor]:
    n, g, c = uniforms.size(0), uniforms.size(1), uniforms.size(2)
    kv = ${num_key_value_heads}
    d = ${head_dim}
    device = ops.prim.device(uniforms)
    lens = self.integers(lengths)
    longest = 0
    mixed = False
    for i in range(n):
      longest = ops.prim.max(longest, lens[i][0])
      mixed = torch.__or__(mixed, lens[i][0] != lens[0][0])

    # prompts
    layers = self.layers(w)
    depth = torch.len(layers)
    image_grids = self.integers(grids)
    images = self.images(w, pixel_values, image_grids)
    x = self.embedded(w, ids, positions, images, image_at)
    states = self.cross_states(w, images, image_grids, image_at, lens)
    dtype = ops.prim.dtype(x)
    angles = self.rotary(positions)
    keep = self.kept(lens, ids.size(0), device)
    spans = annotate(List[List[int]], [])
    masks = annotate(List[Tensor], [])
    pks = annotate(List[Tensor], [])
    pvs = annotate(List[Tensor], [])
    oks = annotate(List[Tensor], [])
    ovs = annotate(List[Tensor], [])
    beside = self.cross_rows(lens, spans, image_at, False)
    for l in range(depth):
      x = self.cross_layers(w, l, x, states, beside)
      x, k, v = self.layer(layers[l], x, angles[0], angles[1], lens, spans, masks, l == depth - 1, keep)
      pk = torch.zeros([n, kv, longest, d], dtype=dtype, layout=None, device=device, pin_memory=None)
      pv = torch.zeros([n, kv, longest, d], dtype=dtype, layout=None, device=device, pin_memory=None)
      at = 0
      for i in range(n):
        size = lens[i][0]
        torch.copy_(torch.slice(pk[i], 1, 0, size), torch.slice(k[0], 1, at, at + size))
        torch.copy_(torch.slice(pv[i], 1, 0, size), torch.slice(v[0], 1, at, at + size))
        at = at + size
      pks.append(pk.flatten(0, 1))
      pvs.append(pv.flatten(0, 1))
      oks.append(torch.zeros([n, kv, g, c, d], dtype=dtype, layout=None, device=device, pin_memory=None))
      ovs.append(torch.zeros([n, kv, g, c, d], dtype=dtype, layout=None, device=device, pin_memory=None))
    x = self.cross_layers(w, depth, x, states, self.cross_rows(lens, spans, image_at, True))
    ends = lengths.flatten().to(device)
    starts = annotate(List[Tensor], [])
    at = 0
    for i in range(n):
      starts.append(torch.max(torch.slice(positions, 1, at, at + lens[i][0])) + 1)
      at = at + lens[i][0]

    # completions
    fast = self.decoding_layers(w, n * g)
    head = self.packed(w["${lm_head}"], n * g)
    hidden = x[0].unsqueeze(1).expand([n, g, ${hidden_size}]).reshape([n * g, 1, ${hidden_size}])
    start = torch.stack(starts).unsqueeze(1).expand([n, g]).reshape([n * g])
    tokens = torch.zeros([n * g, c], dtype=4, layout=None, device=device, pin_memory=None)
    logprobs = torch.zeros([n * g, c], dtype=6, layout=None, device=device, pin_memory=None)
    draws = uniforms.view([n * g, c])
    rows = torch.arange(n * g, dtype=4, layout=None, device=device, pin_memory=None)
    alive = torch.ones([n, g], dtype=11, layout=None, device=device, pin_memory=None)
    windowed = torch.__and__(${sliding_window} > 0, longest + c > ${sliding_window})
    masked = torch.__or__(windowed, mixed)
    pmask = torch.zeros([0], dtype=dtype, layout=None, device=device, pin_memory=None)
    moved = masked
    t = 0
    going = c > 0
    while going:
      logits = torch.squeeze(self.logits(head, self.final_norm(w, hidden)), 1)
      token, logprob = self.sample(logits, torch.select(draws, 1, t).index_select(0, rows), temperature, suppress)
      torch.index_copy_(torch.select(tokens, 1, t), 0, rows, token)
      torch.index_copy_(torch.select(logprobs, 1, t), 0, rows, logprob)
      if stop.numel() > 0:
        ended = torch.any(token.unsqueeze(1) == stop, 1)
        alive = torch.__and__(alive, torch.bitwise_not(ended).view([alive.size(0), alive.size(1)]))
      t = t + 1
      going = t < c
      # checking for ended rows synchronises with the device, so it is done every fourth token
      if torch.__and__(going, torch.__and__(stop.numel() > 0, t % 4 == 0)):
        counts = alive.sum([1])
        widest = int(torch.max(counts).item())
        going = widest > 0
        groups = torch.squeeze(torch.nonzero(counts), 1)
        if torch.__and__(going, 4 * groups.size(0) * widest <= 3 * rows.size(0)):
          order = torch.argsort(torch.bitwise_not(alive).to(4), stable=True, dim=1, descending=False)
          column = torch.slice(order, 1, 0, widest).index_select(0, groups)
          keep = (column + groups.unsqueeze(1) * alive.size(1)).flatten()
          wide = column.view([groups.size(0), 1, widest, 1, 1]).expand([groups.size(0), kv, widest, t, d])
          for l in range(depth):
            own_k = torch.zeros([groups.size(0), kv, widest, c, d], dtype=dtype, layout=None, device=device, pin_memory=None)
            own_v = torch.zeros([groups.size(0), kv, widest, c, d], dtype=dtype, layout=None, device=device, pin_memory=None)
            torch.copy_(torch.slice(own_k, 3, 0, t), torch.gather(torch.slice(oks[l], 3, 0, t).index_select(0, groups), 2, wide))
            torch.copy_(torch.slice(own_v, 3, 0, t), torch.gather(torch.slice(ovs[l], 3, 0, t).index_select(0, groups), 2, wide))
            oks[l] = own_k
            ovs[l] = own_v
          if groups.size(0) < alive.size(0):
            for l in range(depth):
              pks[l] = pks[l].view([-1, kv, longest, d]).index_select(0, groups).flatten(0, 1)
              pvs[l] = pvs[l].view([-1, kv, longest, d]).index_select(0, groups).flatten(0, 1)
            states = self.chosen(states, groups)
            ends = ends.index_select(0, groups)
            moved = masked
          alive = alive.flatten().index_select(0, keep).view([groups.size(0), widest])
          rows = rows.index_select(0, keep)
          token = token.index_select(0, keep)
          start = start.index_select(0, keep)
      if going:
        if torch.__or__(moved, windowed):
          pmask = self.prompt_mask(ends, longest, t - 1, hidden).unsqueeze(1).expand([ends.size(0), kv, 1, longest]).reshape([-1, 1, longest])
          moved = False
        own = (start + (t - 1)).unsqueeze(0).expand([3, rows.size(0)])
        hidden = self.embed(w, token, own).unsqueeze(1)
        turned = self.rotary(own)
        own_cos = turned[0].view([rows.size(0), 1, 1, -1])
        own_sin = turned[1].view([rows.size(0), 1, 1, -1])
        beside = annotate(List[List[int]], [])
        for i in range(alive.size(0)):
          beside.append([i, alive.size(1), 1])
        for l in range(depth):
          hidden = self.cross_layers(w, l, hidden, states, beside)
          hidden = self.decode_layer(fast[l], hidden, own_cos, own_sin, pks[l], pvs[l], pmask, oks[l], ovs[l], t - 1)
        hidden = self.cross_layers(w, depth, hidden, states, beside)
    return (tokens, logprobs)
