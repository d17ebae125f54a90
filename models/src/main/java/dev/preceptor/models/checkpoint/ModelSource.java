package dev.preceptor.models.checkpoint;

import java.util.Map;
import java.util.Set;

/** A model as Hugging Face lays it out, wherever it lies: in a folder or in memory. */
public interface ModelSource {

  /** Its small files by name: {@code config.json}, {@code tokenizer.json} and their kin. */
  Map<String, byte[]> files();

  /** The names of its tensors, sorted. */
  Set<String> tensorNames();

  /**
   * One tensor.
   *
   * @throws dev.preceptor.models.InputException if there is none of that name
   */
  HostTensor tensor(String name);

  /** Where it came from, for messages: a folder, or where it was in memory. */
  String place();
}
