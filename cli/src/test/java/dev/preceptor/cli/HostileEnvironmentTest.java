package dev.preceptor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.fleet.process.JavaCommand;
import dev.preceptor.run.Installation;
import dev.preceptor.run.RunFolder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A run in an environment without UTF-8, in a locale with digits of its own, with another umask and
 * working folder, reads and writes what it does in this one.
 */
@Tag("integration")
class HostileEnvironmentTest {

  private static final String RECIPE =
      """
      model: %s
      train_csv: prüfung.csv
      test_csv: prüfung.csv
      images: 画像
      prompts_per_step: 2
      num_generations: 2
      sampling_unit: 1
      max_prompt_length: 400
      max_completion_length: 12
      learning_rate: 1.0e-3
      lr_scheduler_type: constant
      max_steps: 2
      save_steps: 2
      threads: 1
      """;

  /** The script makes every locale one of UTF-8, which decides how Java reads arguments. */
  private static final Map<String, String> HOSTILE =
      Map.of("LC_ALL", "C.UTF-8", "JAVA_TOOL_OPTIONS", "-Duser.language=ar -Duser.country=EG");

  /** Starts a program with rights for nobody else, in a folder from which nothing is reached. */
  private static final List<String> ELSEWHERE =
      List.of("/bin/sh", "-c", "umask 077; cd /; exec \"$@\"", "sh");

  @TempDir private static Path folder;

  private static Path recipe;

  @BeforeAll
  static void write() throws IOException {
    var images = Files.createDirectory(folder.resolve("画像"));
    var csv =
        new StringBuilder(
            "\ufeff\"Figure_path\",Question,Choice A,Choice B,Choice C,Choice D,Answer\n");
    for (int i = 0; i < 6; i++) {
      var image = new BufferedImage(56, 56, BufferedImage.TYPE_BYTE_GRAY);
      image.getRaster().setSample(i, i, 0, 255);
      var name = "röntgen-胸部-" + i + ".png";
      ImageIO.write(image, "png", images.resolve(name).toFile());
      csv.append(name).append(",Qué es?,A: 胸部,B: 腹部,C: 頭部,D: 四肢,Ｂ\n");
    }
    Files.writeString(folder.resolve("prüfung.csv"), csv);
    recipe = folder.resolve("rezept-処方.yaml");
    Files.writeString(recipe, RECIPE.formatted(TestFiles.QWEN2_VL.toAbsolutePath()));
  }

  @Test
  void aRunDoesNotDependOnItsEnvironment() throws Exception {
    var friendly = train("friendly", Map.of(), List.of());
    var hostile = train("hostile", HOSTILE, ELSEWHERE);

    assertThat(hostile.path("policy_sha256")).isEqualTo(friendly.path("policy_sha256"));
    assertThat(hostile.path("steps").asInt()).isEqualTo(2);
    var written = new ArrayList<Path>();
    try (var files = Files.walk(run("hostile").path())) {
      files.filter(file -> file.toString().matches(".*\\.(jsonl?|yaml|log)")).forEach(written::add);
    }
    assertThat(written).hasSizeGreaterThan(6);
    for (var file : written) {
      assertThat(Files.readString(file))
          .as(file.toString())
          .doesNotContainPattern("(?!\\d)\\p{Nd}");
    }
    var ledger =
        preceptor(HOSTILE, ELSEWHERE, List.of("audit", "hostile", "--runs-dir", runs(), "--json"));
    assertThat(ledger.path("ok").asBoolean()).as(ledger.toString()).isTrue();
  }

  private static JsonNode train(String name, Map<String, String> environment, List<String> prefix)
      throws Exception {
    return preceptor(
        environment,
        prefix,
        List.of("train", recipe.toString(), "--run", name, "--runs-dir", runs(), "--json"));
  }

  private static JsonNode preceptor(
      Map<String, String> environment, List<String> prefix, List<String> arguments)
      throws Exception {
    var command = new ArrayList<>(prefix);
    command.addAll(
        JavaCommand.heap(1024)
            .option("-D" + Installation.ROOT_PROPERTY + "=" + Module.ROOT)
            .mainClass(Installation.COMMAND, arguments));
    var log = folder.resolve("log");
    var builder = new ProcessBuilder(command).redirectError(log.toFile());
    builder.environment().putAll(environment);
    var process = builder.start();
    var out = process.getInputStream().readAllBytes();
    assertThat(process.waitFor()).as(Files.readString(log)).isZero();
    return new ObjectMapper().readTree(out);
  }

  private static RunFolder run(String name) {
    return new RunFolder(Path.of(runs()), name);
  }

  private static String runs() {
    return folder.resolve("läufe-走").toString();
  }
}
