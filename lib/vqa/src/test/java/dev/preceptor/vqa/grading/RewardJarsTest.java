package dev.preceptor.vqa.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RewardJarsTest {

  private static final Path GUIDE = Path.of("../..", "docs", "guides", "write-a-reward.md");

  @TempDir Path folder;

  /** Compiles the guide's example as a reader would, so that the guide stays correct. */
  @Test
  void theClassInTheGuideIsFoundOnTheRewardsClassPath() throws IOException {
    Matcher example =
        Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(GUIDE));
    assertThat(example.find()).isTrue();
    Path source =
        Files.createDirectories(folder.resolve("com/example")).resolve("HedgingReward.java");
    Files.writeString(source, example.group(1));
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-classpath",
                System.getProperty("java.class.path"),
                "-d",
                folder.toString(),
                source.toString());
    assertThat(status).isZero();
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(RewardFunction.class.getName()), "com.example.HedgingReward\n");

    List<RewardFunction> all = RewardFunctions.all(RewardJars.classLoader(folder.toString()));
    RewardFunction hedging =
        all.stream().filter(reward -> reward.name().equals("hedging")).findFirst().orElseThrow();
    Graded hedged =
        new Graded("<think>Maybe. Perhaps.</think><answer>B</answer>", List.of("a", "b"), 'B');
    assertThat(hedging.grade(hedged).value()).isEqualTo(-0.2);
    assertThat(
            hedging
                .with(new RewardParameters("hedging", java.util.Map.of("per_word", 0.5)))
                .grade(hedged)
                .value())
        .isEqualTo(-1);
    assertThat(all).extracting(RewardFunction::name).contains("accuracy", "format");
  }

  @Test
  void aPathThatDoesNotExistIsRefused() {
    assertThatThrownBy(() -> RewardJars.classLoader(folder.resolve("no.jar").toString()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("PRECEPTOR_REWARDS_CLASSPATH")
        .hasMessageContaining("no.jar does not exist");
  }
}
