package dev.preceptor.models.language;

import java.util.List;
import java.util.Map;

/** Which weights a model has. */
public interface NamedWeights {

  /** Every weight by its checkpoint name, with its shape. */
  Map<String, long[]> shapes();

  /** The other names under which checkpoints hold a weight. */
  List<String> aliases(String name);
}
