package dev.preceptor.fleet.train;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.models.files.PrivateFiles;
import dev.preceptor.run.RunFolder;
import dev.preceptor.run.evaluation.RunningAccuracy;
import dev.preceptor.run.progress.Display;
import dev.preceptor.testkit.Records;
import dev.preceptor.testkit.TestRecipes;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunRecordTest {

  @TempDir Path runs;

  /** Services that crash again and again are given up only if nothing is recorded in between. */
  @Test
  void everyStepEvaluationAndAnswerIsProgress() throws IOException {
    RunFolder run = new RunFolder(runs, "r");
    PrivateFiles.folder(run.path());
    try (var record =
        new RunRecord(run, TestRecipes.drawn("max_steps: 2"), 0, false, "advice", new Silent())) {
      int before = record.results();
      record.answered(new RunningAccuracy(0, 1, 1, 200));
      assertThat(record.results()).isEqualTo(before + 1);
      record.evaluated(Records.evaluation(0, 0.25));
      record.stepped(Records.step(1, 0.5, 4));
      assertThat(record.results()).isEqualTo(before + 3);
    }
  }

  private static final class Silent implements Display {
    @Override
    public void note(String line) {}

    @Override
    public void step(String outcome, String pace) {}

    @Override
    public void underway(String text) {}

    @Override
    public void close() {}
  }
}
