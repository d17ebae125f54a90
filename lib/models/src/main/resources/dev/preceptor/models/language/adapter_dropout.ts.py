  # MurmurHash3's finalizer: mixes the bits of numbers below 2^32.
  def mixed(self: __torch__.Model, h: Tensor) -> Tensor:
    h = torch.bitwise_xor(h, torch.bitwise_right_shift(h, 16))
    h = torch.bitwise_and(h * 2246822507, 4294967295)
    h = torch.bitwise_xor(h, torch.bitwise_right_shift(h, 13))
    h = torch.bitwise_and(h * 3266489909, 4294967295)
    return torch.bitwise_xor(h, torch.bitwise_right_shift(h, 16))

  # x without a share of its elements and the others scaled up, as torch.dropout does. Which are left out depends on the seeds
  # and the element's place alone, so a layer that is computed again leaves out the same.
  # dropout [3] int64: the share times 2^32, and two seeds below 2^32
  def dropped(self: __torch__.Model, x: Tensor, dropout: Tensor) -> Tensor:
    share = int(dropout[0].item())
    h = torch.arange(torch.numel(x), dtype=4, layout=None, device=ops.prim.device(x), pin_memory=None)
    h = self.mixed(torch.bitwise_xor(h, int(dropout[1].item())))
    h = self.mixed(torch.bitwise_xor(h, int(dropout[2].item())))
    kept = torch.view(torch.ge(h, share), x.size()).to(ops.prim.dtype(x))
    return x * kept * (4294967296. / float(4294967296 - share))
