package dev.preceptor.study.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.JudgeFolder;
import dev.preceptor.recipe.MetricKeys;
import dev.preceptor.recipe.MetricName;
import dev.preceptor.run.StoppedException;
import dev.preceptor.run.progress.Display;
import dev.preceptor.run.progress.StopSignal;
import dev.preceptor.testkit.TinyModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** With a training that leaves the model as it is. */
class TableRunTest {

  @TempDir Path folder;
  private Path recipes;
  private final List<String> trained = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  private final Display display =
      new Display() {
        @Override
        public void note(String line) {
          notes.add(line);
        }

        @Override
        public void step(String outcome, String pace) {}

        @Override
        public void underway(String text) {}

        @Override
        public void close() {}
      };

  @BeforeEach
  void write() throws IOException {
    recipes = Files.createDirectory(folder.resolve("recipes"));
    TinyModel.writeTo(folder.resolve("model"));
    String common =
        """
        model: ../model
        phantom: {train: 2, test: 4, size: 56, seed: 1}
        max_completion_length: 4
        threads: 1
        """;
    Files.writeString(recipes.resolve("qwen2_vl_eval.yaml"), common);
    Files.writeString(recipes.resolve("grpo.yaml"), common + "max_steps: 1\n");
    Files.writeString(recipes.resolve("dr_grpo.yaml"), common.replace("../model", "../none"));
  }

  private TableRun run(RowTraining training, boolean runs, List<MetricKeys> metrics) {
    return new TableRun(
        new TableSettings(
            "recipes",
            TableRow.of(recipes),
            List.of(1L, 2L),
            folder.resolve("out"),
            List.of("max_steps=1"),
            metrics,
            true,
            runs),
        training,
        display,
        StopSignal.install());
  }

  private MetricKeys perplexity() {
    return new MetricKeys(MetricName.PERPLEXITY, new JudgeFolder(folder.resolve("no")));
  }

  /** As a trainer does that finds no model, and as one that trains nothing. */
  private Path train(TableRow row, List<String> overrides, dev.preceptor.run.RunFolder run) {
    if (row.name().equals("dr_grpo")) {
      throw new InputException("model none: no such folder");
    }
    trained.add(run.name() + overrides);
    return TinyModel.writeTo(run.checkpoints().resolve("step-1"));
  }

  @Test
  void finishedCellsAreReadAndARowThatCannotRunSaysWhyWhileOthersGoOn() throws IOException {
    Table table = run(this::train, true, List.of(perplexity())).run();
    assertThat(trained)
        .containsExactly(
            "grpo-s1[max_steps=1, seed=1, metrics=[]]", "grpo-s2[max_steps=1, seed=2, metrics=[]]");
    assertThat(table.rows()).extracting(report -> report.cells().size()).containsExactly(1, 2, 0);
    assertThat(table.rows().get(2).reasons())
        .containsExactly(
            "seed 1: model none: no such folder", "seed 2: model none: no such folder");
    assertThat(table.rows().get(0).swapped()).isPresent();
    assertThat(table.foot()).anyMatch(line -> line.startsWith("Perplexity: metrics, perplexity: "));
    String page = Files.readString(folder.resolve("out/table.html"));

    Files.delete(folder.resolve("out/table.html"));
    Table again = run(this::train, true, List.of(perplexity())).run();
    assertThat(trained).hasSize(2);
    assertThat(TableMarkdown.of(again)).isEqualTo(TableMarkdown.of(table));
    assertThat(Files.readString(folder.resolve("out/table.html"))).isEqualTo(page);
    assertThat(notes).anyMatch(note -> note.startsWith("grpo-s1 (cell 2 of 5): training"));
  }

  /** Adding a metric later measures the answers that are there. */
  @Test
  void aMetricThatComesLaterIsMeasuredOnTheAnswersThatAreThere() throws IOException {
    Files.delete(recipes.resolve("dr_grpo.yaml"));
    run(this::train, true, List.of()).run();
    byte[] before = Files.readAllBytes(folder.resolve("out/cells/grpo-s1.json"));
    run(
            (row, overrides, run) -> {
              throw new AssertionError("is not trained again");
            },
            true,
            List.of(
                new MetricKeys(MetricName.PERPLEXITY, new JudgeFolder(folder.resolve("model")))))
        .run();
    CellResult after = CellFile.read(folder.resolve("out/cells/grpo-s1.json")).orElseThrow();
    assertThat(after.metrics()).containsExactly("perplexity");
    assertThat(new String(before, StandardCharsets.UTF_8)).doesNotContain("perplexity");
  }

  @Test
  void aStopLeavesWhatIsFinishedAndAReportRunsNothing() {
    assertThatThrownBy(
            () ->
                run(
                        (row, overrides, run) -> {
                          throw new StoppedException();
                        },
                        true,
                        List.of())
                    .run())
        .isInstanceOf(StoppedException.class);
    Table reported = run(this::train, false, List.of()).run();
    assertThat(trained).isEmpty();
    assertThat(reported.rows())
        .extracting(report -> report.cells().size())
        .containsExactly(1, 0, 0);
    assertThat(reported.rows().get(1).reasons())
        .containsExactly("seed 1: has not been run yet", "seed 2: has not been run yet");
  }

  @Test
  void aCellOfAnotherRecipeIsNotTakenForThisOne() throws IOException {
    run(this::train, true, List.of()).run();
    Files.writeString(
        recipes.resolve("grpo.yaml"),
        Files.readString(recipes.resolve("grpo.yaml")) + "beta: 0.5\n");
    Table table = run(this::train, true, List.of()).run();
    assertThat(table.rows().get(1).cells()).isEmpty();
    assertThat(table.rows().get(1).reasons().get(0))
        .endsWith("is of another recipe, or of another --set; delete it, or give another --out");
  }

  @Test
  void anOverrideGoesToTheRowsThatHaveTheKeyAndToOneAtLeast() {
    List<TableRow> rows = TableRow.of(recipes);
    TableSettings settings =
        new TableSettings(
            "r", rows, List.of(7L), folder, List.of("max_steps=3"), List.of(), false, true);
    assertThat(settings.overridesOf(Cell.of(rows.get(1), List.of(7L)).get(0)))
        .containsExactly("max_steps=3", "seed=7");
    assertThat(settings.overridesOf(Cell.of(rows.get(0), List.of(7L)).get(0))).isEmpty();
    assertThat(rows.get(0).job()).isEqualTo(Job.EVAL);
    for (String wrong : List.of("pairs=p", "seed=3", "nothing=1")) {
      assertThatThrownBy(
              () ->
                  new TableSettings(
                      "r", rows, List.of(7L), folder, List.of(wrong), List.of(), false, true))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("--set " + wrong + ": ");
    }
  }
}
