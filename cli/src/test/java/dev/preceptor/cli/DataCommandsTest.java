package dev.preceptor.cli;

import static dev.preceptor.cli.Executed.preceptor;
import static dev.preceptor.cli.TestFiles.PMC_MINI;
import static dev.preceptor.cli.TestFiles.QWEN2_VL;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.cli.options.ExitCode;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataCommandsTest {

  @TempDir Path folder;

  @Test
  void checkListsRejectedRowsWithReasons() {
    JsonNode checked =
        preceptor(
                "data",
                "check",
                "--csv",
                PMC_MINI.resolve("train.csv"),
                "--images",
                PMC_MINI.resolve("images"),
                "--json")
            .json();
    assertThat(checked.path("accepted").asInt()).isPositive();
    assertThat(checked.path("rejected")).isNotEmpty();
    for (JsonNode rejected : checked.path("rejected")) {
      assertThat(rejected.path("row").asInt()).isPositive();
      assertThat(rejected.path("reason").asText()).isNotBlank();
    }
    Executed table =
        preceptor(
            "data",
            "check",
            "--csv",
            PMC_MINI.resolve("train.csv"),
            "--images",
            PMC_MINI.resolve("images"));
    assertThat(table.out())
        .contains(checked.path("rejected").path(0).path("reason").asText())
        .hasLineCount(2 + checked.path("rejected").size());
  }

  @Test
  void checkWarnsOfImagesThatModelsSeeOtherwise() throws IOException {
    var deep = new BufferedImage(40, 40, BufferedImage.TYPE_USHORT_GRAY);
    deep.getRaster()
        .setSamples(
            0, 0, 40, 40, 0, Collections.nCopies(1600, 9000).stream().mapToInt(i -> i).toArray());
    ImageIO.write(deep, "png", folder.resolve("deep.png").toFile());
    Path csv = folder.resolve("deep.csv");
    Files.writeString(
        csv,
        "Figure_path,Question,Choice A,Choice B,Choice C,Choice D,Answer\ndeep.png,Q?,a,b,c,d,B\n");
    Executed table = preceptor("data", "check", "--csv", csv, "--images", folder);
    assertThat(table.out())
        .contains("1 questions accepted, 0 rows rejected")
        .contains("1  image \"deep.png\" has 16-bit grey, and models see every level above 255");
    JsonNode json = preceptor("data", "check", "--csv", csv, "--images", folder, "--json").json();
    assertThat(json.path("warnings").path(0).path("row").asInt()).isOne();
    assertThat(json.path("warnings").path(0).path("reason").asText()).contains("16-bit grey");
  }

  @Test
  void statsCountWhatAFileHoldsAndWhatAnotherHasToo() {
    JsonNode stats =
        preceptor(
                "data",
                "stats",
                "--csv",
                PMC_MINI.resolve("test.csv"),
                "--images",
                PMC_MINI.resolve("images"),
                "--against",
                PMC_MINI.resolve("test.csv"),
                "--model",
                QWEN2_VL,
                "--json")
            .json();
    int questions = stats.path("questions").asInt();
    assertThat(questions).isPositive();
    assertThat(stats.path("against").path("same_both").asInt()).isEqualTo(questions);
    assertThat(stats.path("prompt_tokens").path("min").asInt()).isPositive();
    assertThat(stats.path("width").path("max").asInt())
        .isGreaterThanOrEqualTo(stats.path("width").path("median").asInt());
  }

  @Test
  void aMissingFileIsReported() {
    Executed executed = preceptor("data", "check", "--csv", "no.csv", "--images", PMC_MINI);
    assertThat(executed.code()).isEqualTo(ExitCode.BAD_INPUT);
    assertThat(executed.err())
        .isEqualTo("preceptor data check: CSV no.csv: no such file" + System.lineSeparator());
  }

  @Test
  void aGeneratedDataSetIsAccepted() {
    JsonNode counts =
        preceptor(
                "phantom", "--out", folder, "--train", 8, "--test", 8, "--seed", 1, "--size", 56,
                "--json")
            .json();
    assertThat(counts.path("train").asInt()).isEqualTo(8);
    assertThat(counts.path("test").asInt()).isEqualTo(8);
    assertThat(counts.path("families")).hasSizeGreaterThanOrEqualTo(8);
    JsonNode checked =
        preceptor(
                "data",
                "check",
                "--csv",
                folder.resolve("train.csv"),
                "--images",
                folder.resolve("images"),
                "--json")
            .json();
    assertThat(checked.path("accepted").asInt()).isEqualTo(8);
    assertThat(checked.path("rejected")).isEmpty();
  }

  @Test
  void aModelIsEvaluatedOnRealAndOnSwappedImages() {
    List<Object> arguments =
        List.of(
            "eval",
            "--model",
            QWEN2_VL,
            "--csv",
            PMC_MINI.resolve("test.csv"),
            "--images",
            PMC_MINI.resolve("images"),
            "--limit",
            4,
            "--max-new-tokens",
            8,
            "--json");
    JsonNode report = preceptor(arguments.toArray()).json();
    assertThat(report.path("n").asInt()).isEqualTo(4);
    assertThat(report.path("accuracy").asDouble()).isZero();
    assertThat(report.path("constant_letter_accuracy").asDouble()).isBetween(0.25, 1.0);
    assertThat(report.path("clipped_ratio").asDouble()).isOne();
    assertThat(report.path("graders").path("preceptor")).isEqualTo(report.path("accuracy"));
    assertThat(report.path("graders").path("medevalkit").asDouble())
        .as("it takes the most similar choice where no choice is named")
        .isGreaterThan(0);
    int counted = 0;
    for (JsonNode letter : report.path("letters")) {
      counted += letter.path("n").asInt();
    }
    assertThat(counted).isEqualTo(4);
    Path answers = folder.resolve("answers.json");
    List<Object> written = new ArrayList<>(arguments);
    written.addAll(List.of("--out", answers));
    written.addAll(List.of("--metric", "perplexity=" + TestFiles.BIOGPT));
    JsonNode measured = preceptor(written.toArray()).json().path("metrics").path("perplexity");
    assertThat(measured.path("n").asInt()).as("random weights do not reason").isZero();
    assertThat(measured.path("mean").isNull()).isTrue();
    Path page = folder.resolve("samples.html");
    List<Object> samples =
        List.of(
            "samples",
            answers,
            "--csv",
            PMC_MINI.resolve("test.csv"),
            "--images",
            PMC_MINI.resolve("images"),
            "--out",
            page,
            "-n",
            2,
            "--json");
    assertThat(preceptor(samples.toArray()).json().path("rows")).hasSize(2);
    assertThat(page).content().contains("data:image/png;base64,").doesNotContain("<script");
    JsonNode compared = preceptor("compare", answers, answers, "--json").json();
    assertThat(compared.path("n").asInt()).isEqualTo(4);
    assertThat(compared.path("interval").get(1).asDouble(1)).isZero();
    Executed again = preceptor(written.toArray());
    assertThat(again.code()).isEqualTo(2);
    assertThat(again.err()).contains("--out " + answers + ": exists already");

    List<Object> swapped = new ArrayList<>(arguments);
    swapped.add("--swap-pictures");
    assertThat(preceptor(swapped.toArray()).json().path("swapped_pictures").asBoolean()).isTrue();
  }

  @Test
  void gradeShowsEachRewardWithItsReason() throws IOException {
    JsonNode graded =
        preceptor(
                "grade",
                "--response",
                "<think>a</think><answer>C</answer>",
                "--choices",
                "A:Liver",
                "B:Kidney",
                "C:Spleen",
                "D:Lung",
                "--answer",
                "B",
                "--json")
            .json();
    assertThat(graded.path("rewards").path("format").asDouble()).isOne();
    assertThat(graded.path("rewards").path("accuracy").asDouble()).isZero();
    assertThat(graded.path("why").path("accuracy").asText()).isNotBlank();
    assertThat(graded.path("check").path("accuracy").asText()).isEqualTo("letter");
    assertThat(graded.path("rewards").path("extended_chain").asDouble()).isEqualTo(0.001);
    assertThat(graded.path("thinking_unit").asText()).isEqualTo("words");
    Path requests =
        Files.writeString(
            folder.resolve("requests.jsonl"),
            """
            {"response": "<answer>kidney</answer>", "choices": ["Liver", "Kidney"], "answer": "b"}
            {"response": "nothing", "choices": ["Liver", "Kidney", "Spleen", "Lung"], "answer": "A"}
            """);
    List<JsonNode> lines = preceptor("grade", "--requests", requests).lines();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0).path("rewards").path("accuracy").asDouble()).isOne();
    assertThat(lines.get(0).path("rewards").path("format").asDouble()).isZero();
    assertThat(lines.get(1).path("rewards").path("accuracy").asDouble()).isZero();
  }
}
