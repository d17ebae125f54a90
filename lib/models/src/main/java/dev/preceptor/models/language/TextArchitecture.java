package dev.preceptor.models.language;

import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.image.ImageGrid;
import dev.preceptor.models.image.ImageProcessor;

/** What the families without images share. */
public interface TextArchitecture extends Architecture {

  @Override
  default int imageTokens(ImageGrid grid) {
    return 0;
  }

  @Override
  default ImageProcessor images(ModelSource source) {
    throw TextProcessor.takesNoImage(source.place());
  }

  @Override
  default Processor processor(ModelSource source) {
    return TextProcessor.from(source, vocabSize());
  }
}
