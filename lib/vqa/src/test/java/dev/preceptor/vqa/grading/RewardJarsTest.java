package dev.preceptor.vqa.grading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.preceptor.models.InputException;
import java.io.File;
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

  /** What is in it counts, not where it is. */
  @Test
  void theHashIsOfTheContents() throws IOException {
    Path one = Files.createDirectories(folder.resolve("one/com"));
    Path other = Files.createDirectories(folder.resolve("other/com"));
    Files.writeString(one.resolve("A.class"), "a");
    Files.writeString(other.resolve("A.class"), "a");
    Path jar = Files.writeString(folder.resolve("mine.jar"), "jar");
    String hash = RewardJars.sha256(one.getParent().toString());
    assertThat(hash).hasSize(64).isEqualTo(RewardJars.sha256(other.getParent().toString()));
    assertThat(RewardJars.sha256("")).isEmpty();
    assertThat(RewardJars.sha256(one.getParent() + File.pathSeparator + jar))
        .isNotEqualTo(hash)
        .isNotEqualTo(RewardJars.sha256(jar + File.pathSeparator + one.getParent()));
    Files.writeString(other.resolve("A.class"), "b");
    assertThat(RewardJars.sha256(other.getParent().toString())).isNotEqualTo(hash);
    Files.move(one.resolve("A.class"), one.resolve("B.class"));
    assertThat(RewardJars.sha256(one.getParent().toString())).isNotEqualTo(hash);
  }

  @Test
  void otherRewardsAreNamed() {
    assertThat(RewardFunctions.difference(null, "aa")).isEmpty();
    assertThat(RewardFunctions.difference("aa", "aa")).isEmpty();
    assertThat(RewardFunctions.difference("", "")).isEmpty();
    assertThat(RewardFunctions.difference("0123456789abcdef", ""))
        .contains(
            "PRECEPTOR_REWARDS_CLASSPATH: its contents are not those that the run was started with (SHA-256 0123456789ab…, now of nothing)");
  }
}
