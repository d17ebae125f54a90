package dev.preceptor.models.language;

import java.util.List;
import java.util.Map;

/** The names and shapes of a model's weights. */
public interface NamedWeights {

  /** Every weight by its checkpoint name, with its shape. */
  Map<String, long[]> shapes();

  /** Other names that checkpoints use for a weight. */
  List<String> aliases(String name);
}
