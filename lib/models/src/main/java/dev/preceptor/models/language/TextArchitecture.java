package dev.preceptor.models.language;

import dev.preceptor.models.checkpoint.ModelSource;
import java.util.stream.LongStream;

/** What the families without images share. */
public interface TextArchitecture extends Architecture {

  @Override
  default int spatialMergeSize() {
    return 1;
  }

  /** Every token's place in the text, three times. */
  @Override
  default long[][] positions(TokenizedPrompt prompt, int completion) {
    long[] row = LongStream.range(0, prompt.ids().length + completion).toArray();
    return new long[][] {row, row, row};
  }

  @Override
  default Processor processor(ModelSource source) {
    return TextProcessor.from(source, vocabSize());
  }
}
