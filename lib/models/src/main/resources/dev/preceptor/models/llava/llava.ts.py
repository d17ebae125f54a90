  # ---- CLIP's vision tower, images as rows of a batch [images, class token and patches, visionHidden], and the projector

  def CLIPNorm(self: __torch__.Model, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return torch.layer_norm(x, [${vision_hidden_size}], weight, bias, ${vision_layer_norm_eps})

  # [images, patches, visionHidden] -> [images, heads, patches, headDim]
  def CLIPProjected(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor, name: str) -> Tensor:
    y = self.projection(p, x, "self_attn." + name)
    return y.view([x.size(0), x.size(1), ${vision_num_heads}, ${vision_head_dim}]).transpose(1, 2)

  def CLIPAttention(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor) -> Tensor:
    o = torch.scaled_dot_product_attention(self.CLIPProjected(p, x, "q_proj"), self.CLIPProjected(p, x, "k_proj"), self.CLIPProjected(p, x, "v_proj"))
    return self.projection(p, o.transpose(1, 2).flatten(2), "self_attn.out_proj")

  def CLIPMLP(self: __torch__.Model, p: Dict[str, Tensor], x: Tensor) -> Tensor:
    x = self.projection(p, x, "mlp.fc1")
    return self.projection(p, x * torch.sigmoid(1.702 * x), "mlp.fc2")

  # Only the layers up to the one whose output is the image's feature.
  def image_layers(self: __torch__.Model, w: Dict[str, Tensor]) -> List[Dict[str, Tensor]]:
    names = ["self_attn.q_proj.weight", "self_attn.q_proj.bias", "self_attn.k_proj.weight", "self_attn.k_proj.bias", "self_attn.v_proj.weight", "self_attn.v_proj.bias", "self_attn.out_proj.weight", "self_attn.out_proj.bias", "layer_norm1.weight", "layer_norm1.bias", "layer_norm2.weight", "layer_norm2.bias", "mlp.fc1.weight", "mlp.fc1.bias", "mlp.fc2.weight", "mlp.fc2.bias"]
    layers = annotate(List[Dict[str, Tensor]], [])
    for i in range(${feature_layers}):
      layers.append(self.weights_of(w, "vision_tower.vision_model.encoder.layers." + str(i) + ".", names))
    return layers

  # CLIPVisionEmbeddings
  def patch_embed(self: __torch__.Model, w: Dict[str, Tensor], pixel_values: Tensor, grids: List[List[int]]) -> Tensor:
    patch = w["vision_tower.vision_model.embeddings.patch_embedding.weight"]
    patches = torch.linear(pixel_values.to(ops.prim.dtype(patch)), patch.flatten(1)).view([-1, ${vision_patches}, ${vision_hidden_size}])
    token = w["vision_tower.vision_model.embeddings.class_embedding"].view([1, 1, -1]).expand([patches.size(0), 1, ${vision_hidden_size}])
    x = torch.cat([token, patches], 1) + w["vision_tower.vision_model.embeddings.position_embedding.weight"]
    return self.CLIPNorm(x, w["vision_tower.vision_model.pre_layrnorm.weight"], w["vision_tower.vision_model.pre_layrnorm.bias"])

  def image_layer(self: __torch__.Model, i: int, p: Dict[str, Tensor], x: Tensor, grids: List[List[int]]) -> Tensor:
    x = x + self.CLIPAttention(p, self.CLIPNorm(x, p["layer_norm1.weight"], p["layer_norm1.bias"]))
    return x + self.CLIPMLP(p, self.CLIPNorm(x, p["layer_norm2.weight"], p["layer_norm2.bias"]))

  # LlavaMultiModalProjector, without the class token -> [patches of all images, hidden]
  def merge_patches(self: __torch__.Model, w: Dict[str, Tensor], x: Tensor, grids: List[List[int]]) -> Tensor:
    x = torch.slice(x, 1, 1).flatten(0, 1)
    x = torch.gelu(self.projection(w, x, "multi_modal_projector.linear_1"))
    return self.projection(w, x, "multi_modal_projector.linear_2")
