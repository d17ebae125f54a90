  # ---- vision tower: images as rows of a batch [images, tiles * (class token, patches and padding), visionHidden];
  # behind it on the last axis, the inputs of intermediate_layers_indices, which are features too.

  def vision_tiles(self: __torch__.Model, grid: List[int]) -> int:
    return grid[1] // ${tile_side} * (grid[2] // ${tile_side})

  # Counted from 1 in the order of supported_aspect_ratios (rows, columns).
  def aspect_ratio_id(self: __torch__.Model, grid: List[int]) -> int:
    ratios = [${supported_aspect_ratios}]
    id = 0
    for i in range(torch.len(ratios)):
      if torch.__and__(ratios[i][0] == grid[1] // ${tile_side}, ratios[i][1] == grid[2] // ${tile_side}):
        id = i + 1
    return id

  # What MllamaPrecomputedAspectRatioEmbedding adds to each tile of an image, [tiles, 1, visionHidden]
  def tile_positions(self: __torch__.Model, w: Dict[str, Tensor], name: str, grid: List[int]) -> Tensor:
    table = w["vision_model." + name + ".embedding.weight"]
    return table[self.aspect_ratio_id(grid)].view([${max_num_tiles}, 1, ${vision_hidden_size}]) * torch.tanh(w["vision_model." + name + ".gate"])

  # x [tiles, class token and patches, visionHidden]
  def MllamaPrecomputedPositionEmbedding(self: __torch__.Model, w: Dict[str, Tensor], x: Tensor, grid: List[int]) -> Tensor:
    gate = torch.tanh(w["vision_model.gated_positional_embedding.gate"])
    x = x + (1 - gate) * w["vision_model.gated_positional_embedding.embedding"]
    tiles = w["vision_model.gated_positional_embedding.tile_embedding.weight"][self.aspect_ratio_id(grid)]
    return x + gate * tiles.view([${max_num_tiles}, ${vision_patches}, ${vision_hidden_size}])

  # pixel_values [patches of all images, values], tile by tile; the embeddings of tiles that an image does not have are 0
  def patch_embed(self: __torch__.Model, w: Dict[str, Tensor], pixel_values: Tensor, grids: List[List[int]]) -> Tensor:
    weight = w["vision_model.patch_embedding.weight"]
    patches = torch.linear(pixel_values.to(ops.prim.dtype(weight)), weight.flatten(1))
    token = w["vision_model.class_embedding"].view([1, 1, -1]).expand([${max_num_tiles}, 1, ${vision_hidden_size}])
    outs = annotate(List[Tensor], [])
    at = 0
    for i in range(torch.len(grids)):
      tiles = self.vision_tiles(grids[i])
      n = tiles * (${vision_patches} - 1)
      own = torch.slice(patches, 0, at, at + n).view([tiles, ${vision_patches} - 1, ${vision_hidden_size}])
      own = torch.constant_pad_nd(own, [0, 0, 0, 0, 0, ${max_num_tiles} - tiles])
      own = own + self.tile_positions(w, "pre_tile_positional_embedding", grids[i])
      x = self.MllamaPrecomputedPositionEmbedding(w, torch.cat([token, own], 1), grids[i])
      x = torch.layer_norm(x, [${vision_hidden_size}], w["vision_model.layernorm_pre.weight"], w["vision_model.layernorm_pre.bias"], 1e-05)
      outs.append(torch.constant_pad_nd(x, [0, 0, 0, ${vision_padding}]).flatten(0, 1))
      at = at + n
    return torch.stack(outs)

  # Both stages; the first global layer has the weights of what stands between them.
  def image_layers(self: __torch__.Model, w: Dict[str, Tensor]) -> List[Dict[str, Tensor]]:
    names = ["self_attn.q_proj.weight", "self_attn.k_proj.weight", "self_attn.v_proj.weight", "self_attn.o_proj.weight", "mlp.fc1.weight", "mlp.fc1.bias", "mlp.fc2.weight", "mlp.fc2.bias", "input_layernorm.weight", "input_layernorm.bias", "post_attention_layernorm.weight", "post_attention_layernorm.bias", "gate_attn", "gate_ffn"]
    between = ["vision_model.layernorm_post.weight", "vision_model.layernorm_post.bias", "vision_model.post_tile_positional_embedding.embedding.weight", "vision_model.post_tile_positional_embedding.gate"]
    layers = annotate(List[Dict[str, Tensor]], [])
    for i in range(${vision_layers}):
      layers.append(self.weights_of(w, "vision_model.transformer.layers." + str(i) + ".", names))
    for i in range(${vision_global_layers}):
      p = self.weights_of(w, "vision_model.global_transformer.layers." + str(i) + ".", names)
      if i == 0:
        for j in range(torch.len(between)):
          p[between[j]] = w[between[j]]
      layers.append(p)
    return layers

  # layernorm_post and the tiles' positions for the second stage
  def between_stages(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor, grids: List[List[int]]) -> Tensor:
    x = torch.layer_norm(x, [${vision_hidden_size}], p["vision_model.layernorm_post.weight"], p["vision_model.layernorm_post.bias"], 1e-05)
    outs = annotate(List[Tensor], [])
    for i in range(torch.len(grids)):
      tiles = x[i].view([${max_num_tiles}, -1, ${vision_hidden_size}])
      outs.append((tiles + self.tile_positions(p, "post_tile_positional_embedding", grids[i])).flatten(0, 1))
    return torch.stack(outs)

  # [tokens, visionHidden] -> [1, heads, tokens, headDim]
  def vision_projected(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor, name: str) -> Tensor:
    return self.projection(p, x, "self_attn." + name).view([1, x.size(0), ${vision_num_heads}, ${vision_head_dim}]).transpose(1, 2)

  # Real patches attend to everything, empty tiles and padding too; these attend to real patches only. x [tokens, visionHidden]
  def MllamaVisionAttention(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor, tiles: int) -> Tensor:
    length = ${vision_patches} + ${vision_padding}
    q = self.vision_projected(p, x, "q_proj")
    k = self.vision_projected(p, x, "k_proj")
    v = self.vision_projected(p, x, "v_proj")
    at = torch.arange(x.size(0), dtype=4, layout=None, device=ops.prim.device(x), pin_memory=None)
    is_real = torch.__and__(at < tiles * length, at % length < ${vision_patches})
    real = torch.squeeze(torch.nonzero(is_real), 1)
    padding = torch.squeeze(torch.nonzero(torch.bitwise_not(is_real)), 1)
    seeing = torch.scaled_dot_product_attention(torch.index_select(q, 2, real), k, v)
    o = torch.index_copy(torch.zeros_like(q), 2, real, seeing)
    if padding.numel() > 0:
      unseen = torch.scaled_dot_product_attention(torch.index_select(q, 2, padding), torch.index_select(k, 2, real), torch.index_select(v, 2, real))
      o = torch.index_copy(o, 2, padding, unseen)
    return self.projection(p, o[0].transpose(0, 1).flatten(1), "self_attn.o_proj")

  def gated(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor, name: str) -> Tensor:
    if torch.__contains__(p, name):
      return torch.tanh(p[name]) * x
    return x

  def MllamaVisionEncoderLayer(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor, grids: List[List[int]]) -> Tensor:
    normed = torch.layer_norm(x, [${vision_hidden_size}], p["input_layernorm.weight"], p["input_layernorm.bias"], ${vision_norm_eps})
    outs = annotate(List[Tensor], [])
    for i in range(torch.len(grids)):
      outs.append(self.MllamaVisionAttention(p, normed[i], self.vision_tiles(grids[i])))
    x = x + self.gated(p, torch.stack(outs), "gate_attn")
    h = torch.layer_norm(x, [${vision_hidden_size}], p["post_attention_layernorm.weight"], p["post_attention_layernorm.bias"], ${vision_norm_eps})
    h = self.projection(p, torch.gelu(self.projection(p, h, "mlp.fc1")), "mlp.fc2")
    return x + self.gated(p, h, "gate_ffn")

  def image_layer(self: __torch__.Model, i: int, p: Dict[str, Tensor], x: Tensor, grids: List[List[int]]) -> Tensor:
    h = torch.slice(x, 2, 0, ${vision_hidden_size})
    features = torch.slice(x, 2, ${vision_hidden_size})
    if torch.__contains__(annotate(List[int], [${intermediate_layers_indices}]), i):
      features = torch.cat([features, h], 2)
    if i == ${vision_layers}:
      h = self.between_stages(p, h, grids)
    return torch.cat([self.MllamaVisionEncoderLayer(p, h, grids), features], 2)

  # The intermediate features interleave: the layer runs fastest. -> [images * tiles * (class token and patches), hidden]
  def merge_patches(self: __torch__.Model, w: Dict[str, Tensor], x: Tensor, grids: List[List[int]]) -> Tensor:
    x = x.view([x.size(0) * ${max_num_tiles}, ${vision_patches} + ${vision_padding}, -1, ${vision_hidden_size}])
    x = torch.slice(x, 1, 0, ${vision_patches})
    features = torch.slice(x, 2, 1).transpose(2, 3).flatten(2)
    x = torch.cat([torch.select(x, 2, 0), features], 2).flatten(0, 1)
    return self.projection(w, x, "multi_modal_projector")

  # ---- language model: some layers attend to the image beside the text

  def embedded(self: __torch__.Model, w: Dict[str, Tensor], ids: Tensor, positions: Tensor, images: Tensor, image_at: Tensor) -> Tensor:
    return self.embed(w, ids, positions).unsqueeze(0)

  # Keys and values of each prompt's image, for each layer twice: of all tiles, and of those that the image has.
  def cross_states(self: __torch__.Model, w: Dict[str, Tensor], images: Tensor, grids: List[List[int]], image_at: Tensor, lengths: List[List[int]]) -> List[List[Tensor]]:
    out = annotate(List[List[Tensor]], [])
    layers = annotate(List[int], [${cross_attention_layers}])
    rows = self.cross_rows(lengths, annotate(List[List[int]], []), image_at, True)
    image = 0
    for i in range(torch.len(rows)):
      states = annotate(List[Tensor], [])
      if rows[i][2] == 1:
        x = images.view([torch.len(grids), -1, ${hidden_size}])[image]
        seen = self.vision_tiles(grids[image]) * ${vision_patches}
        for j in range(torch.len(layers)):
          name = "${text_prefix}model.layers." + str(layers[j]) + ".cross_attn."
          k = self.projection(w, x, name + "k_proj").view([1, -1, ${num_key_value_heads}, ${head_dim}]).transpose(1, 2)
          v = self.projection(w, x, name + "v_proj").view([1, -1, ${num_key_value_heads}, ${head_dim}]).transpose(1, 2)
          k = self.RMSNorm(k, w[name + "k_norm.weight"])
          states.append(k)
          states.append(v)
          states.append(torch.slice(k, 2, 0, seen))
          states.append(torch.slice(v, 2, 0, seen))
        image = image + 1
      out.append(states)
    if image == 0:
      return annotate(List[List[Tensor]], [])
    return out

  def cross_rows(self: __torch__.Model, lengths: List[List[int]], spans: List[List[int]], image_at: Tensor, last: bool) -> List[List[int]]:
    rows = annotate(List[List[int]], [])
    image = 0
    at = 0
    for i in range(torch.len(lengths)):
      n = lengths[i][0]
      before = n
      has = 0
      if image < image_at.numel():
        place = int(image_at[image].item())
        if place < at + n:
          before = place - at
          has = 1
          image = image + 1
      if last:
        rows.append([i, 1, has])
      else:
        rows.append([i, before, 0])
        rows.append([i, n - before, 1])
      at = at + n
    for i in range(torch.len(spans)):
      rows.append([spans[i][0], spans[i][1] * spans[i][2], 1])
    return rows

  # x [tokens, hidden]; the query heads that share a key head are folded into the tokens
  def MllamaTextCrossAttention(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor, k: Tensor, v: Tensor) -> Tensor:
    q = self.projection(p, x, "cross_attn.q_proj").view([1, x.size(0), ${num_attention_heads}, ${head_dim}]).transpose(1, 2)
    q = self.RMSNorm(q, p["cross_attn.q_norm.weight"])
    o = torch.scaled_dot_product_attention(q.reshape([1, ${num_key_value_heads}, -1, ${head_dim}]), k, v)
    o = o.view([${num_attention_heads}, x.size(0), ${head_dim}]).transpose(0, 1).flatten(1)
    return self.projection(p, o, "cross_attn.o_proj")

  # Tokens before the image see all tiles, and their MLP is switched off; those of a prompt without an image skip the layer.
  def MllamaCrossAttentionDecoderLayer(self: __torch__.Model, p: Dict[str, Tensor], layer: int, x: Tensor, states: List[List[Tensor]], rows: List[List[int]]) -> Tensor:
    outs = annotate(List[Tensor], [])
    at = 0
    for i in range(torch.len(rows)):
      own = torch.slice(x, 0, at, at + rows[i][1])
      at = at + rows[i][1]
      keys = states[rows[i][0]]
      if torch.__and__(torch.len(keys) > 0, own.size(0) > 0):
        after = rows[i][2]
        first = 4 * layer + 2 * after
        h = self.MllamaTextCrossAttention(p, self.RMSNorm(own, p["input_layernorm.weight"]), keys[first], keys[first + 1])
        own = own + torch.tanh(p["cross_attn_attn_gate"]) * h
        if after == 1:
          own = own + torch.tanh(p["cross_attn_mlp_gate"]) * self.MLP(p, self.RMSNorm(own, p["post_attention_layernorm.weight"]))
      outs.append(own)
    return torch.cat(outs)

  def cross_layers(self: __torch__.Model, w: Dict[str, Tensor], before: int, x: Tensor, states: List[List[Tensor]], rows: List[List[int]]) -> Tensor:
    if torch.len(states) == 0:
      return x
    names = ["input_layernorm.weight", "cross_attn.q_proj.weight", "cross_attn.o_proj.weight", "cross_attn.q_norm.weight", "cross_attn_attn_gate", "post_attention_layernorm.weight", "mlp.gate_proj.weight", "mlp.up_proj.weight", "mlp.down_proj.weight", "cross_attn_mlp_gate"]
    layers = annotate(List[int], [${cross_attention_layers}])
    places = annotate(List[int], [${cross_attention_before}])
    for i in range(torch.len(layers)):
      if places[i] == before:
        p = self.weights_of(w, "${text_prefix}model.layers." + str(layers[i]) + ".", names)
        x = self.MllamaCrossAttentionDecoderLayer(p, i, x.reshape([-1, ${hidden_size}]), states, rows).view([x.size(0), x.size(1), ${hidden_size}])
    return x
