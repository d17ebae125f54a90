  # A file's pages as one tensor [elements]; private, so writes to it never reach the file.
  def map_file(self: __torch__.Model, path: str, elements: int, dtype: int) -> Tensor:
    return torch.from_file(path, False, elements, dtype=dtype, layout=None, device=None, pin_memory=None)

  # A view of a mapped file.
  def region(self: __torch__.Model, file: Tensor, start: int, elements: int, shape: List[int]) -> Tensor:
    return torch.slice(file, 0, start, start + elements).view(shape)

  # An uninitialised tensor on the device of like.
  def empty(self: __torch__.Model, like: Tensor, shape: List[int], dtype: int) -> Tensor:
    return torch.empty(shape, dtype=dtype, layout=None, device=ops.prim.device(like), pin_memory=None, memory_format=None)

  # Overwrites a run of elements, converted to the target's type.
  def fill(self: __torch__.Model, target: Tensor, start: int, block: Tensor) -> Tensor:
    return torch.copy_(torch.slice(target.view([-1]), 0, start, start + block.size(0)), block)
