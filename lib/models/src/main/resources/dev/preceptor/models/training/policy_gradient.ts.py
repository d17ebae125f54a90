  # Gradients of one micro-batch, layer by layer, added into accumulators that lie ready: autograd sees one layer at a time,
  # so that memory holds the layers' inputs and, unless they are computed again (`checkpoint`), their inner states.

  def leaf(self: __torch__.Model, x: Tensor) -> Tensor:
    return torch.requires_grad_(x.detach(), True)

  # y = f(x, p): adds the gradients of the weights that g has accumulators for, and returns that of x.
  def backward(self: __torch__.Model, p: Dict[str, Tensor], g: Dict[str, Tensor], x: Tensor, y: Tensor, dy: Tensor) -> Tensor:
    names = torch.keys(g)
    inputs = [x]
    for i in range(torch.len(names)):
      inputs.append(p[names[i]])
    grads = torch.grad([y], inputs, annotate(List[Optional[Tensor]], [dy]), False, False, True)
    for i in range(torch.len(names)):
      gradient = grads[i + 1]
      if torch.__isnot__(gradient, None):
        torch.add_(g[names[i]], unchecked_cast(Tensor, gradient))
    dx = grads[0]
    if torch.__is__(dx, None):
      return dy
    return unchecked_cast(Tensor, dx)

  def detached(self: __torch__.Model, w: Dict[str, Tensor]) -> Dict[str, Tensor]:
    out = annotate(Dict[str, Tensor], {})
    names = torch.keys(w)
    for i in range(torch.len(names)):
      out[names[i]] = w[names[i]].detach()
    return out

  # weights [tokens]: each token's share of the loss; old, ref, advantages [tokens]; see completion_logprobs for the rest.
  # On the CPU: scalars [3] float64, temperature, epsilon and beta; behaviour [] bool, whether old stands under the ratio;
  # checkpoint [] bool; block [] int64, how many tokens' logits exist at once. g: an accumulator a weight.
  # -> log-probabilities and entropies [tokens], loss []
  def policy_gradient(self: __torch__.Model, ids: Tensor, positions: Tensor, pixel_values: Tensor, grids: Tensor, image_at: Tensor, lengths: Tensor, spans: Tensor, rows: Tensor, targets: Tensor, old: Tensor, ref: Tensor, advantages: Tensor, weights: Tensor, scalars: Tensor, behaviour: Tensor, checkpoint: Tensor, block: Tensor, w: Dict[str, Tensor], g: Dict[str, Tensor]) -> Tuple[Tensor, Tensor, Tensor]:
    temperature = float(scalars[0].item())
    epsilon = float(scalars[1].item())
    beta = float(scalars[2].item())
    under_old = bool(behaviour.item())
    recompute = bool(checkpoint.item())
    size = int(block.item())
    lens = self.integers(lengths)
    parts = self.integers(spans)
    image_grids = self.integers(grids)
    w0 = w
    if recompute:
      w0 = self.detached(w)

    # forward
    pixels = self.leaf(pixel_values)
    px = annotate(List[Tensor], [])
    py = annotate(List[Tensor], [])
    pw = self.image_layers(w)
    pw0 = self.image_layers(w0)
    patches = pixels
    merged = pixels
    if torch.len(image_grids) > 0:
      patches = self.patch_embed(w, pixels, image_grids)
      x = patches
      for i in range(torch.len(pw)):
        px.append(self.leaf(x))
        x = self.image_layer(i, pw0[i], px[i], image_grids)
        if recompute:
          x = x.detach()
        py.append(x)
      px.append(self.leaf(x))
      merged = self.merge_patches(w, px[torch.len(pw)], image_grids)
    images = self.leaf(merged)
    embedded = self.embedded(w, ids, positions, images, image_at)
    cos, sin = self.rotary(positions)
    masks = self.span_masks(lens, parts, embedded)
    keep = self.kept(lens, ids.size(0), ops.prim.device(ids))
    lw = self.layers(w)
    lw0 = self.layers(w0)
    depth = torch.len(lw)
    lx = annotate(List[Tensor], [])
    ly = annotate(List[Tensor], [])
    x = embedded
    for i in range(depth):
      lx.append(self.leaf(x))
      x, k, v = self.layer(lw0[i], lx[i], cos, sin, lens, parts, masks, i == depth - 1, keep)
      if recompute:
        x = x.detach()
      ly.append(x)

    # head and loss, a block of tokens at a time
    top = self.leaf(x[0])
    normed = self.final_norm(w, torch.index_select(top, 0, rows))
    head = w["${lm_head}"].detach()
    hidden = normed.detach()
    dhidden = torch.empty_like(hidden)
    logprobs = torch.empty_like(advantages)
    entropies = torch.empty_like(advantages)
    loss = torch.zeros([], dtype=6, layout=None, device=ops.prim.device(advantages), pin_memory=None)
    at = 0
    while at < rows.size(0):
      end = ops.prim.min(at + size, rows.size(0))
      h = torch.slice(hidden, 0, at, end)
      z = self.leaf(torch.linear(h, head).to(6) / temperature)
      distribution = torch.log_softmax(z, -1)
      chosen = torch.squeeze(torch.gather(distribution, 1, torch.slice(targets, 0, at, end).unsqueeze(1)), 1)
      under = chosen.detach()
      if under_old:
        under = torch.slice(old, 0, at, end)
      token_loss = self.clipped_loss(chosen, under, torch.slice(ref, 0, at, end), torch.slice(advantages, 0, at, end), epsilon, beta)
      share = (token_loss * torch.slice(weights, 0, at, end)).sum()
      none = annotate(Dict[str, Tensor], {})
      dz = self.backward(none, none, z, share, torch.ones_like(share))
      dz = (dz / temperature).to(ops.prim.dtype(head))
      torch.copy_(torch.slice(dhidden, 0, at, end), torch.matmul(dz, head))
      if torch.__contains__(g, "${lm_head}"):
        total = g["${lm_head}"]
        if ops.prim.dtype(total) == ops.prim.dtype(dz):
          torch.addmm_(total, dz.t(), h)
        else:
          torch.add_(total, torch.matmul(dz.t(), h))
      torch.copy_(torch.slice(logprobs, 0, at, end), chosen.detach())
      torch.copy_(torch.slice(entropies, 0, at, end), self.entropy(distribution.detach()))
      loss = loss + share.detach()
      at = end

    # backward, down to the lowest weight that learns
    dx = self.backward(w, g, top, normed, dhidden).unsqueeze(0)
    lg = self.layers(g)
    below = torch.len(g)
    for j in range(depth):
      i = depth - 1 - j
      y = ly[i]
      if recompute:
        y, k, v = self.layer(lw[i], lx[i], cos, sin, lens, parts, masks, i == depth - 1, keep)
      dx = self.backward(lw[i], lg[i], lx[i], y, dx)
      ly[i] = y.detach()
      below = below - torch.len(lg[i])
    if torch.__and__(below > 0, embedded.requires_grad):
      dx = self.backward(w, g, images, embedded, dx)
      if torch.len(image_grids) > 0:
        pg = self.image_layers(g)
        dx = self.backward(w, g, px[torch.len(pw)], merged, dx)
        for j in range(torch.len(pw)):
          i = torch.len(pw) - 1 - j
          y = py[i]
          if recompute:
            y = self.image_layer(i, pw[i], px[i], image_grids)
          dx = self.backward(pw[i], pg[i], px[i], y, dx)
          py[i] = y.detach()
        dx = self.backward(w, g, pixels, patches, dx)
    return (logprobs, entropies, loss)
