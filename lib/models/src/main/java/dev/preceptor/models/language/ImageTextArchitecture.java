package dev.preceptor.models.language;

import java.util.List;

/** A family whose language side is the shared decoder, with images beside it. */
public interface ImageTextArchitecture extends Architecture {

  /** What stands before the names of the language side's weights. */
  String TEXT_PREFIX = "language_model.";

  /** The sizes of its language side. */
  DecoderConfig text();

  @Override
  default int vocabSize() {
    return text().vocabSize();
  }

  @Override
  default int maxPositionEmbeddings() {
    return text().maxPositionEmbeddings();
  }

  /** The names as transformers has written them since 4.52. */
  @Override
  default List<String> aliases(String name) {
    return List.of(
        name.startsWith(TEXT_PREFIX + "model.")
            ? "model." + TEXT_PREFIX + name.substring((TEXT_PREFIX + "model.").length())
            : name.startsWith(TEXT_PREFIX)
                ? name.substring(TEXT_PREFIX.length())
                : "model." + name);
  }
}
