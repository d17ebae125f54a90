class Qwen2VL(Module):
  __parameters__ = []
  __buffers__ = []
  training : bool

  # Weights arrive as one dictionary by their checkpoint names; ${...} are the configuration's numbers.
  # Shapes: hidden states [batch, tokens, hidden], queries, keys and values [batch, heads, tokens, headDim].

  def weights_of(self: __torch__.Qwen2VL, w: Dict[str, Tensor], prefix: str, names: List[str]) -> Dict[str, Tensor]:
    out = annotate(Dict[str, Tensor], {})
    for i in range(torch.len(names)):
      out[names[i]] = w[prefix + names[i]]
    return out

  def rotate_half(self: __torch__.Qwen2VL, x: Tensor) -> Tensor:
    a, b = torch.chunk(x, 2, -1)
    return torch.cat([-b, a], -1)

  def apply_rotary_pos_emb(self: __torch__.Qwen2VL, x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    return x * cos + self.rotate_half(x) * sin

  # ---- vision tower

  def rot_pos_emb(self: __torch__.Qwen2VL, grid: Tensor) -> Tuple[Tensor, Tensor]:
    t = int(grid[0].item())
    h = int(grid[1].item())
    w = int(grid[2].item())
    m = ${spatial_merge_size}
    device = ops.prim.device(grid)
    hpos = torch.arange(h, dtype=6, layout=None, device=device, pin_memory=None).unsqueeze(1).expand([h, w])
    wpos = torch.arange(w, dtype=6, layout=None, device=device, pin_memory=None).unsqueeze(0).expand([h, w])
    hpos = hpos.reshape([h // m, m, w // m, m]).permute([0, 2, 1, 3]).flatten()
    wpos = wpos.reshape([h // m, m, w // m, m]).permute([0, 2, 1, 3]).flatten()
    half = ${vision_head_dim} // 2
    inv_freq = torch.pow(10000., -torch.arange(0, half, 2, dtype=6, layout=None, device=device, pin_memory=None) / float(half))
    freqs = torch.cat([torch.outer(hpos, inv_freq), torch.outer(wpos, inv_freq)], -1)
    emb = torch.cat([freqs, freqs], -1).repeat([t, 1])
    return (torch.cos(emb), torch.sin(emb))

  def VisionAttention(self: __torch__.Qwen2VL, p: Dict[str, Tensor], x: Tensor, frames: int, cos: Tensor, sin: Tensor) -> Tensor:
    n = x.size(0)
    d = ${vision_head_dim}
    qkv = torch.linear(x, p["attn.qkv.weight"], p["attn.qkv.bias"]).view([frames, n // frames, 3, ${vision_num_heads}, d]).permute([2, 0, 3, 1, 4])
    q = self.apply_rotary_pos_emb(qkv[0].to(6), cos, sin).to(ops.prim.dtype(x))
    k = self.apply_rotary_pos_emb(qkv[1].to(6), cos, sin).to(ops.prim.dtype(x))
    o = torch.scaled_dot_product_attention(q, k, qkv[2])
    return torch.linear(o.transpose(1, 2).reshape([n, ${vision_num_heads} * d]), p["attn.proj.weight"], p["attn.proj.bias"])

  def VisionMlp(self: __torch__.Qwen2VL, p: Dict[str, Tensor], x: Tensor) -> Tensor:
    x = torch.linear(x, p["mlp.fc1.weight"], p["mlp.fc1.bias"])
    return torch.linear(x * torch.sigmoid(1.702 * x), p["mlp.fc2.weight"], p["mlp.fc2.bias"])

  def PatchMerger(self: __torch__.Qwen2VL, w: Dict[str, Tensor], x: Tensor) -> Tensor:
    x = torch.layer_norm(x, [${embed_dim}], w["visual.merger.ln_q.weight"], w["visual.merger.ln_q.bias"], 1.e-6)
    x = x.view([-1, ${embed_dim} * ${spatial_merge_size} * ${spatial_merge_size}])
    x = torch.gelu(torch.linear(x, w["visual.merger.mlp.0.weight"], w["visual.merger.mlp.0.bias"]))
    return torch.linear(x, w["visual.merger.mlp.2.weight"], w["visual.merger.mlp.2.bias"])

  # pixel_values [patches, channels * temporalPatch * patch * patch], grid [3] -> [patches / merge^2, hidden]
  def visual(self: __torch__.Qwen2VL, w: Dict[str, Tensor], pixel_values: Tensor, grid: Tensor) -> Tensor:
    proj = w["visual.patch_embed.proj.weight"]
    x = torch.linear(pixel_values.to(ops.prim.dtype(proj)), proj.flatten(1))
    cos, sin = self.rot_pos_emb(grid)
    frames = int(grid[0].item())
    tokens = x.size(0) // frames
    cos = cos.view([frames, 1, tokens, ${vision_head_dim}])
    sin = sin.view([frames, 1, tokens, ${vision_head_dim}])
    names = ["norm1.weight", "norm1.bias", "norm2.weight", "norm2.bias", "attn.qkv.weight", "attn.qkv.bias", "attn.proj.weight", "attn.proj.bias", "mlp.fc1.weight", "mlp.fc1.bias", "mlp.fc2.weight", "mlp.fc2.bias"]
    for i in range(${vision_depth}):
      p = self.weights_of(w, "visual.blocks." + str(i) + ".", names)
      x = x + self.VisionAttention(p, torch.layer_norm(x, [${embed_dim}], p["norm1.weight"], p["norm1.bias"], 1.e-6), frames, cos, sin)
      x = x + self.VisionMlp(p, torch.layer_norm(x, [${embed_dim}], p["norm2.weight"], p["norm2.bias"], 1.e-6))
    return self.PatchMerger(w, x)

  # ---- language model

  def text_layers(self: __torch__.Qwen2VL, w: Dict[str, Tensor]) -> List[Dict[str, Tensor]]:
    names = ["input_layernorm.weight", "self_attn.q_proj.weight", "self_attn.q_proj.bias", "self_attn.k_proj.weight", "self_attn.k_proj.bias", "self_attn.v_proj.weight", "self_attn.v_proj.bias", "self_attn.o_proj.weight", "post_attention_layernorm.weight", "mlp.gate_proj.weight", "mlp.up_proj.weight", "mlp.down_proj.weight"]
    layers = annotate(List[Dict[str, Tensor]], [])
    for i in range(${num_hidden_layers}):
      layers.append(self.weights_of(w, "model.layers." + str(i) + ".", names))
    return layers

  # positions [3, tokens] (temporal, height, width) -> cos, sin [1, 1, tokens, headDim]
  def multimodal_rotary_pos_emb(self: __torch__.Qwen2VL, positions: Tensor) -> Tuple[Tensor, Tensor]:
    d = ${head_dim}
    inv_freq = torch.pow(${rope_theta}, -torch.arange(0, d, 2, dtype=6, layout=None, device=ops.prim.device(positions), pin_memory=None) / float(d))
    freqs = positions.to(6).unsqueeze(-1) * inv_freq
    parts = torch.split_with_sizes(freqs, [${mrope_section}], -1)
    mixed = torch.cat([parts[0][0], parts[1][1], parts[2][2]], -1)
    emb = torch.cat([mixed, mixed], -1).unsqueeze(0).unsqueeze(0)
    return (torch.cos(emb), torch.sin(emb))

  def Qwen2RMSNorm(self: __torch__.Qwen2VL, x: Tensor, weight: Tensor) -> Tensor:
    h = x.to(6)
    h = h * torch.rsqrt((h * h).mean([-1], True) + ${rms_norm_eps})
    return h.to(ops.prim.dtype(x)) * weight

  def Qwen2MLP(self: __torch__.Qwen2VL, p: Dict[str, Tensor], x: Tensor) -> Tensor:
    return torch.linear(torch.silu(torch.linear(x, p["mlp.gate_proj.weight"])) * torch.linear(x, p["mlp.up_proj.weight"]), p["mlp.down_proj.weight"])

  def qkv(self: __torch__.Qwen2VL, p: Dict[str, Tensor], x: Tensor, cos: Tensor, sin: Tensor) -> Tuple[Tensor, Tensor, Tensor]:
    b, t = x.size(0), x.size(1)
    q = torch.linear(x, p["self_attn.q_proj.weight"], p["self_attn.q_proj.bias"]).view([b, t, ${num_attention_heads}, ${head_dim}]).transpose(1, 2)
    k = torch.linear(x, p["self_attn.k_proj.weight"], p["self_attn.k_proj.bias"]).view([b, t, ${num_key_value_heads}, ${head_dim}]).transpose(1, 2)
    v = torch.linear(x, p["self_attn.v_proj.weight"], p["self_attn.v_proj.bias"]).view([b, t, ${num_key_value_heads}, ${head_dim}]).transpose(1, 2)
    c = cos.to(ops.prim.dtype(x))
    s = sin.to(ops.prim.dtype(x))
    return (self.apply_rotary_pos_emb(q, c, s), self.apply_rotary_pos_emb(k, c, s), v)

  # [batch, keyValueHeads, tokens, headDim] -> [batch, heads, tokens, headDim]
  def repeat_kv(self: __torch__.Qwen2VL, x: Tensor) -> Tensor:
    b, t = x.size(0), x.size(2)
    r = ${num_attention_heads} // ${num_key_value_heads}
    return x.unsqueeze(2).expand([b, ${num_key_value_heads}, r, t, ${head_dim}]).reshape([b, ${num_attention_heads}, t, ${head_dim}])

  def o_proj(self: __torch__.Qwen2VL, p: Dict[str, Tensor], o: Tensor) -> Tensor:
    return torch.linear(o.transpose(1, 2).reshape([o.size(0), o.size(2), ${num_attention_heads} * ${head_dim}]), p["self_attn.o_proj.weight"])

  def lm_head(self: __torch__.Qwen2VL, w: Dict[str, Tensor], x: Tensor) -> Tensor:
    return torch.linear(self.Qwen2RMSNorm(x, w["model.norm.weight"]), w["${lm_head}"]).to(6)

  # ids [rows * prompt], positions [3, rows * prompt]; image_at: which ids the pictures' embeddings replace (empty without one)
  # -> last layer's hidden state from token `start` on [rows, prompt - start, hidden] and each layer's keys and values [rows, keyValueHeads, prompt, headDim]
  def prefill(self: __torch__.Qwen2VL, w: Dict[str, Tensor], layers: List[Dict[str, Tensor]], rows: int, ids: Tensor, positions: Tensor, pixel_values: Tensor, grid: Tensor, image_at: Tensor, start: int) -> Tuple[Tensor, List[Tensor], List[Tensor]]:
    x = torch.embedding(w["model.embed_tokens.weight"], ids)
    if image_at.numel() > 0:
      x = torch.index_copy(x, 0, image_at, self.visual(w, pixel_values, grid).to(ops.prim.dtype(x)))
    x = x.view([rows, -1, ${hidden_size}])
    cos, sin = self.multimodal_rotary_pos_emb(positions)
    cos = cos.view([rows, 1, -1, ${head_dim}])
    sin = sin.view([rows, 1, -1, ${head_dim}])
    keys = annotate(List[Tensor], [])
    values = annotate(List[Tensor], [])
    for i in range(torch.len(layers)):
      p = layers[i]
      q, k, v = self.qkv(p, self.Qwen2RMSNorm(x, p["input_layernorm.weight"]), cos, sin)
      keys.append(k)
      values.append(v)
      if i < torch.len(layers) - 1:
        attended = torch.scaled_dot_product_attention(q, self.repeat_kv(k), self.repeat_kv(v), None, 0., True)
      else:
        # nobody asks for the earlier tokens' last hidden state
        x = torch.slice(x, 1, start)
        seen = torch.tril(torch.ones([x.size(1), k.size(2)], dtype=11, layout=None, device=ops.prim.device(ids), pin_memory=None), start)
        attended = torch.scaled_dot_product_attention(torch.slice(q, 2, start), self.repeat_kv(k), self.repeat_kv(v), seen)
      x = x + self.o_proj(p, attended)
      x = x + self.Qwen2MLP(p, self.Qwen2RMSNorm(x, p["post_attention_layernorm.weight"]))
    return (x, keys, values)

  # ---- scoring given completions of one prompt, the prompt computed once

  # completions [group, completion] (right-padded with any id) -> log-probability and entropy of each token's distribution [group, completion]
  def completion_logprobs(self: __torch__.Qwen2VL, ids: Tensor, positions: Tensor, pixel_values: Tensor, grid: Tensor, image_at: Tensor, completions: Tensor, temperature: Tensor, w: Dict[str, Tensor]) -> Tuple[Tensor, Tensor]:
    layers = self.text_layers(w)
    g, c = completions.size(0), completions.size(1)
    n = ids.size(0)
    last, keys, values = self.prefill(w, layers, 1, ids, positions, pixel_values, grid, image_at, n - 1)
    hidden = last.expand([g, 1, ${hidden_size}])
    if c > 1:
      x = torch.embedding(w["model.embed_tokens.weight"], torch.slice(completions, 1, 0, c - 1))
      start = torch.max(positions) + 1
      own = start + torch.arange(c - 1, dtype=4, layout=None, device=ops.prim.device(ids), pin_memory=None)
      cos, sin = self.multimodal_rotary_pos_emb(own.unsqueeze(0).expand([3, c - 1]))
      seen = torch.ones([c - 1, n], dtype=11, layout=None, device=ops.prim.device(ids), pin_memory=None)
      past = torch.tril(torch.ones([c - 1, c - 1], dtype=11, layout=None, device=ops.prim.device(ids), pin_memory=None))
      mask = torch.cat([seen, past], 1)
      for i in range(torch.len(layers)):
        p = layers[i]
        q, k, v = self.qkv(p, self.Qwen2RMSNorm(x, p["input_layernorm.weight"]), cos, sin)
        k = torch.cat([keys[i].expand([g, ${num_key_value_heads}, n, ${head_dim}]), k], 2)
        v = torch.cat([values[i].expand([g, ${num_key_value_heads}, n, ${head_dim}]), v], 2)
        x = x + self.o_proj(p, torch.scaled_dot_product_attention(q, self.repeat_kv(k), self.repeat_kv(v), mask))
        x = x + self.Qwen2MLP(p, self.Qwen2RMSNorm(x, p["post_attention_layernorm.weight"]))
      hidden = torch.cat([hidden, x], 1)
    logits = self.lm_head(w, hidden) / temperature
    logprobs = torch.log_softmax(logits, -1)
    tokens = torch.squeeze(torch.gather(logprobs, -1, completions.unsqueeze(-1)), -1)
    detached = logprobs.detach()
    entropy = -(torch.exp(detached) * detached).sum([-1])
    return (tokens, entropy)

  # ---- scoring one answer of each of several prompts

  # ids [rows * tokens]: each prompt with its answer, right-padded with any id; the pictures are of one size, and grid counts them as frames.
  # start: the first place in a row that comes before an answer's token; predicting [answers' tokens]: all of them, in [rows * (tokens - start)]
  # -> log-probability of each answer's tokens, one answer after another
  def answer_logprobs(self: __torch__.Qwen2VL, ids: Tensor, positions: Tensor, pixel_values: Tensor, grid: Tensor, image_at: Tensor, rows: Tensor, start: Tensor, predicting: Tensor, answers: Tensor, w: Dict[str, Tensor]) -> Tensor:
    x, keys, values = self.prefill(w, self.text_layers(w), int(rows.item()), ids, positions, pixel_values, grid, image_at, int(start.item()))
    logits = self.lm_head(w, x.flatten(0, 1).index_select(0, predicting))
    return torch.squeeze(torch.gather(torch.log_softmax(logits, -1), 1, answers.unsqueeze(1)), 1)

  # ---- sampling

  # logits [rows, vocabulary], uniforms [rows] in [0, 1) -> token [rows] and its log-probability [rows]
  def sample(self: __torch__.Qwen2VL, logits: Tensor, uniforms: Tensor, temperature: float, suppress: Tensor) -> Tuple[Tensor, Tensor]:
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
  def decode_layer(self: __torch__.Qwen2VL, p: Dict[str, Tensor], x: Tensor, cos: Tensor, sin: Tensor, pk: Tensor, pv: Tensor, pmask: Tensor, ok: Tensor, ov: Tensor, t: int) -> Tensor:
    b = x.size(0)
    n = pk.size(0)
    g = b // n
    kv = ${num_key_value_heads}
    r = ${num_attention_heads} // ${num_key_value_heads}
    d = ${head_dim}
    q, k, v = self.qkv(p, self.Qwen2RMSNorm(x, p["input_layernorm.weight"]), cos, sin)
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
    x = x + torch.linear(o.reshape([b, 1, ${num_attention_heads} * d]), p["self_attn.o_proj.weight"])
    return x + self.Qwen2MLP(p, self.Qwen2RMSNorm(x, p["post_attention_layernorm.weight"]))

  # Every list has an entry a prompt; uniforms [prompts, group, newTokens] float64.
  # -> tokens and log-probabilities [prompts * group, newTokens], lengths [prompts * group] (the stop token counts)
  def generate(self: __torch__.Qwen2VL, w: Dict[str, Tensor], ids: List[Tensor], positions: List[Tensor], pixel_values: List[Tensor], grids: List[Tensor], image_at: List[Tensor], uniforms: Tensor, stop: Tensor, suppress: Tensor, temperature: float) -> Tuple[Tensor, Tensor, Tensor]:
    layers = self.text_layers(w)
    depth = torch.len(layers)
    n, g, c = uniforms.size(0), uniforms.size(1), uniforms.size(2)
    device = ops.prim.device(uniforms)
    longest = 0
    for i in range(n):
      longest = ops.prim.max(longest, ids[i].size(0))
    dtype = ops.prim.dtype(w["model.embed_tokens.weight"])
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
      logits = torch.squeeze(self.lm_head(w, hidden), 1)
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
        hidden = torch.embedding(w["model.embed_tokens.weight"], token).unsqueeze(1)
        own = (start + (t - 1)).unsqueeze(0).expand([3, rows.size(0)])
        cos, sin = self.multimodal_rotary_pos_emb(own)
        cos = cos.view([rows.size(0), 1, 1, ${head_dim}])
        sin = sin.view([rows.size(0), 1, 1, ${head_dim}])
        for l in range(depth):
          hidden = self.decode_layer(layers[l], hidden, cos, sin, pks[l], pvs[l], pmask, oks[l], ovs[l], t - 1)
    return (tokens, logprobs, lengths)
