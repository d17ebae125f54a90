  # Scales the gradients in place, by scale and then so that their global 2-norm is at most max_norm; returns the norm
  # in between, [].
  def clip_grad_norm(self: __torch__.Model, gradients: List[Tensor], scale: float, max_norm: float) -> Tensor:
    total = torch.norm(torch.stack(torch._foreach_norm(gradients, 2)), 2) * scale
    factor = torch.ones_like(total) * scale
    if max_norm > 0.:
      factor = torch.clamp(torch.reciprocal(total + 1.e-6) * max_norm, None, 1.0) * scale
    torch._foreach_mul_(gradients, factor)
    return total

  def step(self: __torch__.Model, parameters: List[Tensor], gradients: List[Tensor], exp_avgs: List[Tensor], exp_avg_sqs: List[Tensor], steps: List[Tensor], lr: float, beta1: float, beta2: float, eps: float, weight_decay: float) -> Tensor:
    torch._foreach_add_(steps, 1)
    torch._fused_adamw_(parameters, gradients, exp_avgs, exp_avg_sqs, annotate(List[Tensor], []), steps, lr=lr, beta1=beta1, beta2=beta2, weight_decay=weight_decay, eps=eps, amsgrad=False, maximize=False, grad_scale=None, found_inf=None)
    return steps[0]

  # Copies of the masters as they are published (rounded to bfloat16 or not), in the type that a model computes in
  # (bfloat16 or float32). rounded, bfloat16 []: bool.
  def copies(self: __torch__.Model, rounded: Tensor, bfloat16: Tensor, masters: List[Tensor]) -> List[Tensor]:
    out = annotate(List[Tensor], [])
    for i in range(torch.len(masters)):
      x = torch.clone(masters[i].detach())
      if bool(rounded.item()):
        x = x.to(15)
      if bool(bfloat16.item()):
        x = x.to(15)
      else:
        x = x.to(6)
      out.append(x)
    return out

  def round_bfloat16(self: __torch__.Model, masters: List[Tensor], weights: List[Tensor]) -> Tensor:
    for i in range(torch.len(masters)):
      torch.copy_(weights[i], masters[i].to(15))
    return weights[0]

  def zero(self: __torch__.Model, gradients: List[Tensor]) -> Tensor:
    torch._foreach_zero_(gradients)
    return gradients[0]
