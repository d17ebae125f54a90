package dev.preceptor.cli.judged;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.preceptor.fleet.process.JavaCommand;
import dev.preceptor.run.Installation;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A benchmark, not a test; run by {@code bench/judges}. Whole runs of {@code preceptor train} on
 * recipes/chaos.yaml with a stand-in for judge-service that is slow, fails, or misses the deadline:
 * measures steps per minute and unscored criteria, and checks that the weights equal those of a run
 * without the judge if none of its verdicts count.
 */
class SlowJudgeBench {

  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final int STEPS = Integer.getInteger("bench.steps", 6);
  private static final int FIRST_TIMED_STEP = 3;
  private static final int SHORT_DEADLINE_SECONDS = 5;
  private static final String JUDGES =
      "takes100_fails0,takes100_fails10,takes100_fails50,takes100_fails100,"
          + "takes1000_fails0,takes1000_fails10,takes1000_fails50,takes1000_fails100,"
          + "takes7000_fails0";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GRADED = "{name: format, weight: 1}, {name: accuracy, weight: 1}";

  @TempDir Path folder;

  /** The result of a run. */
  private record Outcome(
      String policySha256, double stepsAMinute, double leftOut, double late, double unscorable) {}

  @Test
  void slowAndFailingJudges() throws Exception {
    Installation installation = installation();
    Outcome alone = run(installation, Optional.empty(), 60);
    System.out.printf("%-28s %6.1f steps/min%n", "no judge", alone.stepsAMinute());
    for (JudgeBehaviour manner : manners()) {
      boolean late = manner.millis() > 1000 * SHORT_DEADLINE_SECONDS;
      Outcome outcome = run(installation, Optional.of(manner), late ? SHORT_DEADLINE_SECONDS : 600);
      boolean same = outcome.policySha256().equals(alone.policySha256());
      System.out.printf(
          "%-28s %6.1f steps/min, left out for %3.0f %% of responses, late %2.0f groups,"
              + " unscorable %3.0f responses, weights %s%n",
          manner.name(),
          outcome.stepsAMinute(),
          100 * outcome.leftOut(),
          outcome.late(),
          outcome.unscorable(),
          same ? "as without the judge" : "its own");
      boolean nothingOfIt = late || manner.failing() == 100;
      assertThat(same).as(manner.name()).isEqualTo(nothingOfIt);
    }
  }

  private static List<JudgeBehaviour> manners() {
    return Arrays.stream(System.getProperty("bench.judges", JUDGES).split(","))
        .map(JudgeBehaviour::of)
        .toList();
  }

  private Outcome run(
      Installation installation, Optional<JudgeBehaviour> judge, int deadlineSeconds)
      throws Exception {
    String run = judge.map(JudgeBehaviour::name).orElse("alone");
    List<String> train =
        new ArrayList<>(
            List.of(
                "train",
                "--no-console",
                ROOT.resolve("recipes/chaos.yaml").toString(),
                "--run",
                run));
    List.of(
            "max_steps=" + STEPS,
            "rollout_workers=1",
            "eval_steps=0",
            "save_steps=100",
            "judge_deadline_seconds=" + deadlineSeconds,
            "rewards=["
                + GRADED
                + judge.map(is -> ", {name: " + is.name() + ", weight: 0.5}]").orElse("]"),
            "judges=["
                + judge
                    .map(
                        is ->
                            "{name: %s, model: %s}]"
                                .formatted(is.name(), ROOT.resolve("recipes/phantom-policy")))
                    .orElse("]"))
        .forEach(change -> train.addAll(List.of("--set", change)));
    JsonNode summary = preceptor(installation, train);
    // Recomputes every judged value from the verdicts, which detects zeros without a verdict.
    JsonNode audit = preceptor(installation, List.of("audit", run));
    assertThat(audit.path("ok").asBoolean()).as(audit.toString()).isTrue();
    return outcome(summary.path("policy_sha256").asText(), run, judge);
  }

  private Outcome outcome(String sha256, String run, Optional<JudgeBehaviour> judge)
      throws IOException {
    double leftOut = 0;
    double late = 0;
    double unscorable = 0;
    long first = 0;
    long last = 0;
    int timed = 0;
    for (String line : Files.readAllLines(runs().resolve(run).resolve("metrics.jsonl"))) {
      JsonNode step = JSON.readTree(line);
      if (!step.has("policy_sha256")) {
        continue;
      }
      String name = judge.map(JudgeBehaviour::name).orElse("");
      leftOut += step.path("rewards/" + name + "/unscorable_ratio").asDouble() / STEPS;
      late += step.path("judges/" + name + "/late").asDouble();
      unscorable += step.path("judges/" + name + "/unscorable").asDouble();
      last = step.path("timestamp_millis").asLong();
      if (step.path("step").asInt() < FIRST_TIMED_STEP) {
        first = last;
      } else {
        timed++;
      }
    }
    return new Outcome(sha256, timed * 60_000.0 / (last - first), leftOut, late, unscorable);
  }

  private Path runs() {
    return folder.resolve("runs");
  }

  private JsonNode preceptor(Installation installation, List<String> arguments) throws Exception {
    List<String> all = new ArrayList<>(arguments);
    all.addAll(List.of("--runs-dir", runs().toString(), "--json"));
    File result = folder.resolve("result.json").toFile();
    File log = folder.resolve("log.txt").toFile();
    var command =
        JavaCommand.heap(1024)
            .option("-D" + Installation.ROOT_PROPERTY + "=" + installation.root())
            .mainClass(Installation.COMMAND, all);
    int code =
        new ProcessBuilder(command).redirectOutput(result).redirectError(log).start().waitFor();
    assertThat(code).as(Files.readString(log.toPath())).isZero();
    return JSON.readTree(result);
  }

  /** This installation, with the stand-in in place of judge-service. */
  private Installation installation() throws IOException {
    Path root = Files.createDirectories(folder.resolve("installation"));
    for (String service : List.of("rollout", "reward", "learner", "eval")) {
      Files.createSymbolicLink(
          root.resolve(service + "-service"), ROOT.resolve(service + "-service"));
    }
    Path jar = root.resolve("judge-service/target/quarkus-app/quarkus-run.jar");
    Files.createDirectories(jar.getParent());
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, StandInJudge.class.getName());
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, classPath());
    new JarOutputStream(Files.newOutputStream(jar), manifest).close();
    return new Installation(root);
  }

  private static String classPath() {
    String path =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    return Arrays.stream(path.split(File.pathSeparator))
        .map(entry -> Path.of(entry).toUri().toString())
        .collect(Collectors.joining(" "));
  }
}
