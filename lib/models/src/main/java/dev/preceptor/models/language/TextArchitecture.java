package dev.preceptor.models.language;

import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.image.ImageGrid;

/** What the families without images share. */
public interface TextArchitecture extends Architecture {

  @Override
  default int imageTokens(ImageGrid grid) {
    return 0;
  }

  @Override
  default Processor processor(ModelSource source) {
    return TextProcessor.from(source, vocabSize());
  }
}
