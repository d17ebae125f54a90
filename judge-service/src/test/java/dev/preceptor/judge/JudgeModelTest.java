package dev.preceptor.judge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.vqa.judge.Judged;
import dev.preceptor.vqa.judge.Ruling;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeModelTest {

  private static final Path GOLDENS = Path.of("../models/src/test/resources/goldens");

  @ParameterizedTest
  @ValueSource(strings = {"mistral", "qwen2-vl"})
  void aModelOfAnyFamilyJudges(String family) {
    try (JudgeModel model = JudgeModel.load(GOLDENS.resolve(family))) {
      Judged judged = model.judge().judge("The liver lies on the right.");
      assertThat(judged.ruling()).isIn(Ruling.YES, Ruling.NO);
      assertThat(model.sha256()).hasSize(64);
    }
  }
}
