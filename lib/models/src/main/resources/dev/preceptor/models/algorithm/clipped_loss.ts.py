  # Loss of each token [tokens], see ClippedLoss.java.
  def clipped_loss(self: __torch__.Model, logprobs: Tensor, old: Tensor, ref: Tensor, advantages: Tensor, epsilon: float, beta: float) -> Tensor:
    ratio = torch.exp(logprobs - old)
    clipped = torch.clamp(ratio, 1. - epsilon, 1. + epsilon)
    loss = -torch.minimum(ratio * advantages, clipped * advantages)
    if beta != 0.:
      log = ref - logprobs
      loss = loss + (torch.exp(log) - log - 1.) * beta
    return loss
