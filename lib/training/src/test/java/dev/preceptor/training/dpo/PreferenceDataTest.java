package dev.preceptor.training.dpo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.preceptor.models.InputException;
import dev.preceptor.models.checkpoint.ModelFiles;
import dev.preceptor.models.checkpoint.ModelSource;
import dev.preceptor.models.language.Architecture;
import dev.preceptor.models.language.Processor;
import dev.preceptor.models.training.PreferencePair;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.vqa.Rejected;
import dev.preceptor.vqa.phantom.Phantom;
import dev.preceptor.vqa.phantom.PhantomSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreferenceDataTest {

  private static final Path MODEL =
      Path.of("../models/src/test/resources/goldens/qwen2-vl").toAbsolutePath().normalize();

  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void drawQuestions() {
    data = folder.resolve("data");
    Phantom.draw(new PhantomSpec(data, 6, 2, 1, 56));
  }

  private <T> T read(Function<PreferenceData, T> use, String... overrides) {
    String yaml =
        """
        model: %1$s
        train_csv: %2$s/train.csv
        test_csv: %2$s/test.csv
        images: %2$s/images
        """
            .formatted(MODEL, data);
    ModelSource model = ModelFiles.of(MODEL);
    try (Processor processor = Architecture.of(model).processor(model)) {
      return use.apply(
          new PreferenceData(
              RecipeReader.parse("recipe", yaml, Job.DPO, List.of(overrides)), model, processor));
    }
  }

  private static String text(int[] ids) {
    ModelSource model = ModelFiles.of(MODEL);
    try (Processor processor = Architecture.of(model).processor(model)) {
      return processor.tokenizer().decode(ids, false);
    }
  }

  /** TRL ends a response with the template's end of the turn, and the end token once more. */
  @Test
  void aQuestionBecomesAPairOfWordedChoices() {
    PreferencePair pair = read(pairs -> pairs.example(0), "target=answer_text");
    assertThat(text(pair.prompt().ids()))
        .contains("<|vision_start|>")
        .endsWith("<|im_start|>assistant\n");
    assertThat(text(pair.chosen())).matches("(?s)<answer>[^<]+</answer><\\|im_end\\|>\n<\\|.*\\|>");
    assertThat(text(pair.rejected())).startsWith("<answer>").isNotEqualTo(text(pair.chosen()));
    assertThat(pair.prompt().image()).isPresent();
  }

  @Test
  void pairsComeFromAFolderAJsonFileAndJsonLinesAlike() throws IOException {
    String image = "\"data/images/train_000000.png\"";
    String first =
        "{\"prompt\": \"What is it?\", \"image\": %s, \"chosen\": \"A cat.\", \"rejected\": \"A dog.\"}"
            .formatted(image);
    String second = "{\"prompt\": \"And?\", \"chosen\": \"Yes.\", \"rejected\": \"No.\"}";
    Path json =
        Files.writeString(
            folder.resolve("pairs.json"), "{\"pairs\": [%s, %s]}".formatted(first, second));
    Path lines = Files.writeString(folder.resolve("p.jsonl"), first + "\n\n" + second + "\n");
    String expected = read(PreferenceData::sha256, "pairs=" + json);
    assertThat(read(PreferenceData::sha256, "pairs=" + lines)).isEqualTo(expected);
    assertThat(read(PreferenceData::sha256, "pairs=" + folder)).isEqualTo(expected);
    assertThat(read(PreferenceData::sha256)).isNotEqualTo(expected);
    PreferencePair withoutImage = read(pairs -> pairs.example(1), "pairs=" + json);
    assertThat(withoutImage.prompt().image()).isEmpty();
    assertThat(text(withoutImage.chosen())).startsWith("Yes.<|im_end|>");
  }

  @Test
  void pairsThatCannotBeUsedAreRejectedWithTheirPlaces() throws IOException {
    Path lines =
        Files.writeString(
            folder.resolve("p.jsonl"),
            """
            {"prompt": "?", "chosen": "good", "rejected": "bad"}
            {"prompt": "?", "chosen": "good<|im_end|>", "rejected": "bad"}
            {"prompt": "?", "chosen": "good", "rejected": "%s"}
            {"prompt": "?", "image": "none.png", "chosen": "good", "rejected": "bad"}
            """
                .formatted("bad ".repeat(40)));
    List<Rejected> rejected =
        read(PreferenceData::rejected, "pairs=" + lines, "max_completion_length=20");
    assertThat(rejected)
        .extracting(Rejected::row, each -> each.reason().replaceAll("\\d+ tokens", "N tokens"))
        .startsWith(
            tuple(2L, "chosen contains the control token <|im_end|>; remove it"),
            tuple(
                3L,
                "its longer response has N tokens, more than max_completion_length 20; raise it"));
    assertThat(rejected.get(2).row()).isEqualTo(4);
    assertThat(rejected.get(2).reason()).contains("line 4, image: no file none.png");
  }

  @Test
  void aLineWithoutAWorseResponseIsRefused() throws IOException {
    Path lines =
        Files.writeString(folder.resolve("p.jsonl"), "{\"prompt\": \"?\", \"chosen\": \"good\"}");
    assertThatThrownBy(() -> read(PreferenceData::size, "pairs=" + lines))
        .isInstanceOf(InputException.class)
        .hasMessage(lines + ", line 1, rejected: missing; give a text");
  }
}
