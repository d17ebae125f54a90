package dev.preceptor.study.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.preceptor.recipe.Job;
import dev.preceptor.study.compare.AnswerFile;
import dev.preceptor.study.compare.AnswerSet;
import dev.preceptor.study.compare.PairedComparison;
import dev.preceptor.vqa.RowsHash;
import dev.preceptor.vqa.metric.Measure;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableTest {

  private static final Path RECIPES = Path.of("../..", "recipes");

  @TempDir Path folder;

  /** Right where there is a plus; odd rows have reasoning, as long as the row's number. */
  private static CellResult cell(String marks) {
    List<CellAnswer> answers = new ArrayList<>();
    for (int i = 0; i < marks.length(); i++) {
      int row = i + 1;
      boolean reasons = row % 2 == 1;
      answers.add(
          new CellAnswer(
              row,
              "B",
              "answer " + row,
              marks.charAt(i) == '+',
              reasons ? row : 0,
              reasons ? Map.of("similarity", row / 10.0) : Map.of()));
    }
    return new CellResult(
        "recipe", "questions", answers, Set.of("similarity"), 0.3, 0.25, OptionalDouble.empty());
  }

  private static RowReport report(String name, Job job, CellResult... cells) {
    Map<String, CellResult> named = new LinkedHashMap<>();
    for (CellResult cell : cells) {
      named.put(name + "-s" + (named.size() + 1), cell);
    }
    return new RowReport(
        new TableRow(name, name, Path.of(name + ".yaml"), job, Map.of()), named, List.of());
  }

  private static Table table(RowReport... rows) {
    return new Table("folder", List.of(1L, 2L), List.of(rows), Map.of());
  }

  @Test
  void everyRowOfThePaperHasARecipeInItsOrder() {
    for (String name : List.of("paper", "paper-phantom")) {
      List<TableRow> rows = TableRow.of(RECIPES.resolve(name));
      assertThat(rows).extracting(TableRow::name).containsExactlyElementsOf(PaperTable.names());
      assertThat(rows).filteredOn(row -> !row.isTrained()).hasSize(3);
      assertThat(rows).allSatisfy(row -> assertThat(row.paper()).containsKey(TableColumn.ACCURACY));
    }
  }

  /** The numbers of the paper's Table 1, row by row as printed. */
  @Test
  void thePapersNumbersStandInTheirColumns() {
    Map<TableColumn, PaperFigure> ecr = PaperTable.of("semantic_ecr").orElseThrow().figures();
    assertThat(ecr.get(TableColumn.ACCURACY).text(TableColumn.ACCURACY)).isEqualTo("50.17");
    assertThat(ecr.get(TableColumn.SIMILARITY).text(TableColumn.SIMILARITY))
        .isEqualTo("0.65 ± 0.07");
    assertThat(ecr.get(TableColumn.PERPLEXITY).text(TableColumn.PERPLEXITY))
        .isEqualTo("20.54 ± 2.92");
    assertThat(ecr.get(TableColumn.THINKING_REWARD).text(TableColumn.THINKING_REWARD))
        .isEqualTo("9.42 ± 1.91");
    assertThat(ecr.get(TableColumn.THINKING_LENGTH).text(TableColumn.THINKING_LENGTH))
        .isEqualTo("338.1 ± 95.7");
    Map<TableColumn, PaperFigure> llava = PaperTable.of("llava_eval").orElseThrow().figures();
    assertThat(llava.get(TableColumn.SIMILARITY).text(TableColumn.SIMILARITY))
        .isEqualTo("0.19 ± 0.24*");
    assertThat(llava).doesNotContainKey(TableColumn.PERPLEXITY);
  }

  @Test
  void figuresAreOverTheResponsesOfAllSeedsThatHaveAValue() {
    RowReport row = report("grpo", Job.TRAIN, cell("++--"), cell("+---"));
    Figure accuracy = row.figures().get(TableColumn.ACCURACY);
    assertThat(accuracy.mean()).isEqualTo(37.5);
    assertThat(accuracy.seeds()).containsExactly(50.0, 25.0);
    assertThat(accuracy.n()).isEqualTo(8);
    Figure length = row.figures().get(TableColumn.THINKING_LENGTH);
    assertThat(length.mean()).isEqualTo(2);
    assertThat(length.n()).isEqualTo(4);
    assertThat(length.std().orElseThrow()).isEqualTo(Math.sqrt(4 / 3.0), within(1e-12));
    assertThat(row.figures()).doesNotContainKey(TableColumn.PERPLEXITY);
  }

  /** The starred rows of the paper have no reasoning at all. */
  @Test
  void valuesOfAnswersStandInOnlyWhereNoResponseHasReasoning() {
    RowReport none = report("eval", Job.EVAL, measured(Map.of("similarity_answer", 0.4)));
    assertThat(none.figures().get(TableColumn.SIMILARITY).text(TableColumn.SIMILARITY))
        .isEqualTo("0.40*");
    RowReport some =
        report(
            "eval",
            Job.EVAL,
            measured(Map.of("similarity_answer", 0.4), Map.of("similarity", 0.8)));
    assertThat(some.figures().get(TableColumn.SIMILARITY).text(TableColumn.SIMILARITY))
        .isEqualTo("0.80");
    assertThat(some.figures().get(TableColumn.SIMILARITY).n()).isEqualTo(1);
    assertThat(TableMarkdown.of(table(none))).contains("- *: of the answers");
    CellResult of =
        measured(Map.of(), Map.of())
            .with(
                "similarity",
                List.of(
                    new Measure(OptionalDouble.of(0.4), "", true),
                    new Measure(OptionalDouble.of(0.8), "", false)));
    assertThat(of.answers())
        .extracting(CellAnswer::measures)
        .containsExactly(Map.of("similarity_answer", 0.4), Map.of("similarity", 0.8));
  }

  @SafeVarargs
  private static CellResult measured(Map<String, Double>... measures) {
    List<CellAnswer> answers = new ArrayList<>();
    for (Map<String, Double> each : measures) {
      answers.add(new CellAnswer(answers.size() + 1, "B", "answer", true, 0, each));
    }
    return new CellResult(
        "recipe", "questions", answers, Set.of("similarity"), 0.3, 0.25, OptionalDouble.empty());
  }

  /** With one seed a difference is what preceptor compare reports. */
  @Test
  void differencesArePairedByQuestion() {
    CellResult base = cell("+-+-+-+-+-+-+-+-");
    CellResult better = cell("+++-+++-+++-++--");
    RowReport.Difference difference =
        report("grpo", Job.TRAIN, better).less(report("eval", Job.EVAL, base)).orElseThrow();
    CellFile.write(folder.resolve("a.json"), base);
    CellFile.write(folder.resolve("b.json"), better);
    AnswerSet a = AnswerFile.read(folder.resolve("a.json"));
    PairedComparison compared =
        PairedComparison.of(a, AnswerFile.read(folder.resolve("b.json")), Figure.BOOTSTRAP_SEED);
    assertThat(difference.mean()).isEqualTo(100 * compared.difference(), within(1e-9));
    assertThat(difference.interval().low())
        .isEqualTo(100 * compared.interval().low(), within(1e-9));
    assertThat(difference.interval().high())
        .isEqualTo(100 * compared.interval().high(), within(1e-9));
    assertThat(a.accuracy()).isEqualTo(0.5);
    assertThat(report("x", Job.TRAIN, cell("++")).less(report("eval", Job.EVAL, base))).isEmpty();
  }

  @Test
  void aCellIsReadAsItWasWritten() {
    CellResult cell = cell("+-+").withSwapped(0.25);
    CellFile.write(folder.resolve("c.json"), cell);
    assertThat(CellFile.read(folder.resolve("c.json"))).contains(cell);
    assertThat(CellFile.read(folder.resolve("none.json"))).isEmpty();
  }

  @Test
  void theFootNamesFloorsRowsAndReasons() {
    RowReport failed =
        new RowReport(
            new TableRow("dpo", "SFT: DPO", Path.of("dpo.yaml"), Job.DPO, Map.of()),
            Map.of(),
            List.of("seed 1: model weights/X: no such folder"));
    String text = TableMarkdown.of(table(report("eval", Job.EVAL, cell("+-+")), failed));
    assertThat(text)
        .contains(
            "most common letter 30.0 %",
            "longest choice 25.0 %",
            RowsHash.of(LongStream.of(1, 2, 3)).substring(0, 12),
            "- dpo: seed 1: model weights/X: no such folder",
            "paired bootstrap")
        .contains("| SFT: DPO | here | - | - | - | - | - | - | - | - |");
  }

  @Test
  void thePageHoldsNoScriptAndEscapesWhatOthersWrote() {
    String hostile = "<script>alert(1)</script>|\n\"'&";
    RowReport row =
        new RowReport(
            new TableRow(hostile, hostile, Path.of("x.yaml"), Job.TRAIN, Map.of()),
            Map.of("x-s1", cell("+-")),
            List.of(hostile));
    Table table =
        new Table(hostile, List.of(1L), List.of(row), Map.of(TableColumn.PERPLEXITY, hostile));
    assertThat(TablePage.html(table))
        .doesNotContain("<script")
        .contains("&lt;script&gt;alert(1)", "default-src 'none'", "50.0 [0.0, 100.0]");
    assertThat(TableMarkdown.of(table)).doesNotContain("<script").contains("\\|");
    assertThat(TableJson.of(table)).containsKeys("rows", "seeds", "method");
  }
}
