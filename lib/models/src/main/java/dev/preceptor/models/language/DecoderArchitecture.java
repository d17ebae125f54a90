package dev.preceptor.models.language;

import dev.preceptor.models.torch.ScriptPart;
import java.util.List;
import java.util.Map;

/** A family that is the shared decoder and nothing else. */
public interface DecoderArchitecture extends TextArchitecture {

  /** Its sizes. */
  DecoderConfig decoder();

  @Override
  default int vocabSize() {
    return decoder().vocabSize();
  }

  @Override
  default int maxPositionEmbeddings() {
    return decoder().maxPositionEmbeddings();
  }

  @Override
  default List<ScriptPart> script() {
    return List.of(
        DecoderLayer.SCRIPT, Rope.SCRIPT, TextProcessor.SCRIPT, CausalLmScript.NO_CROSS_ATTENTION);
  }

  @Override
  default Map<String, String> constants() {
    return decoder().constants("");
  }

  @Override
  default Map<String, long[]> shapes() {
    return decoder().shapes("");
  }

  @Override
  default List<String> aliases(String name) {
    return List.of();
  }
}
