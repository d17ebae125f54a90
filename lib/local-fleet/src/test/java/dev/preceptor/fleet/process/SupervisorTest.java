package dev.preceptor.fleet.process;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SupervisorTest {

  private static final RestartDelay QUICK =
      new RestartDelay(Duration.ofMillis(10), Duration.ofMillis(40), 3, Duration.ofMinutes(10));

  @TempDir Path folder;

  private final ConcurrentLinkedQueue<String> messages = new ConcurrentLinkedQueue<>();
  private final Supervisor supervisor =
      new Supervisor(QUICK, Duration.ofMillis(500), messages::add);

  @AfterEach
  void stop() {
    supervisor.close();
  }

  @Test
  void aCrashedChildIsRestartedAndReported() {
    supervisor.start(
        child("rollout-service", "[ -e again ] && exec sleep 600; touch again; exit 7"));
    await()
        .atMost(1, MINUTES)
        .until(
            () -> Files.exists(folder.resolve("again")) && supervisor.isAlive("rollout-service"));
    await().atMost(1, MINUTES).until(() -> !messages.isEmpty());
    assertThat(messages)
        .containsExactly("rollout-service ended with exit code 7; restarting it in 0.0 s");
    assertThat(supervisor.failure()).isEmpty();
  }

  @Test
  void aChildWhoseWorkHasEndedEarlyIsLeftAlone() {
    supervisor.start(child("learner-service", "exit " + Supervisor.ENDED));
    supervisor.start(child("eval-service", "exec sleep 600"));
    await().atMost(1, MINUTES).until(() -> supervisor.hasEnded("learner-service"));
    assertThat(supervisor.hasEnded("eval-service")).isFalse();
    assertThat(supervisor.failure()).isEmpty();
    assertThat(messages).isEmpty();
  }

  @Test
  void aChildThatKeepsCrashingIsGivenUpWithItsLastLogLines() {
    supervisor.start(child("reward-service", "echo no such topic; exit 1"));
    await().atMost(1, MINUTES).until(() -> supervisor.failure().isPresent());
    var failure = supervisor.failure().orElseThrow();
    assertThat(failure.crashes()).isEqualTo(4);
    assertThat(failure.exitCode()).isEqualTo(1);
    assertThat(failure.lastLines()).containsOnly("no such topic").hasSize(4);
    assertThat(messages).hasSize(3);
  }

  @Test
  void progressBetweenCrashesResetsTheirCount() {
    supervisor.start(child("reward-service", "echo again >> starts; exit 1"));
    var starts = folder.resolve("starts");
    while (LogTail.of(starts, 20).size() < 12) {
      supervisor.progressed();
    }
    assertThat(supervisor.failure()).isEmpty();
    await().atMost(1, MINUTES).until(() -> supervisor.failure().isPresent());
    assertThat(supervisor.failure().orElseThrow().crashes()).isEqualTo(4);
  }

  @Test
  void badInputIsNotRetried() {
    supervisor.start(child("learner-service", "echo model: no weights in there; exit 2"));
    await().atMost(1, MINUTES).until(() -> supervisor.failure().isPresent());
    assertThat(supervisor.failure().orElseThrow().lastLines())
        .containsExactly("model: no weights in there");
    assertStaysDown("learner-service");
  }

  /** Restarting it would make the two replace each other endlessly. */
  @Test
  void aChildReplacedByAnotherSupervisorsStaysDown() {
    supervisor.start(child("learner-service", "echo a later learner is here; exit 3"));
    await().atMost(1, MINUTES).until(() -> supervisor.failure().isPresent());
    assertThat(supervisor.failure().orElseThrow().exitCode()).isEqualTo(Supervisor.REPLACED);
    assertStaysDown("learner-service");
  }

  @Test
  void whatIsNotFiniteIsNotComputedAgain() {
    supervisor.start(child("learner-service", "echo step 2: loss is NaN; exit 4"));
    await().atMost(1, MINUTES).until(() -> supervisor.failure().isPresent());
    assertThat(supervisor.failure().orElseThrow().exitCode()).isEqualTo(Supervisor.NOT_FINITE);
    assertStaysDown("learner-service");
  }

  /** Another child crashes until it has waited longer than this one would have to. */
  private void assertStaysDown(String name) {
    assertThat(supervisor.failure().orElseThrow().crashes()).isEqualTo(1);
    supervisor.start(child("other", "echo again >> others; exit 1"));
    await().atMost(1, MINUTES).until(() -> LogTail.of(folder.resolve("others"), 9).size() == 4);
    assertThat(messages).hasSize(3).allMatch(line -> line.startsWith("other ended"));
    assertThat(LogTail.of(folder.resolve(name + ".log"), 9)).hasSize(1);
    assertThat(supervisor.isAlive(name)).isFalse();
  }

  @Test
  void theLastErrorIsFoundInTheLogOfAService() {
    var lines =
        List.of(
            "2026-01-02 03:04:05,678 ERROR [dev.preceptor.kit.WorkThread] (sampler) first",
            "2026-01-02 03:04:05,678 ERROR [dev.preceptor.kit.WorkThread] (sampler) model m: no weights (2 files)",
            "2026-01-02 03:04:05,680 ERROR [org.apache.kafka.clients] (kafka) fenced",
            "2026-01-02 03:04:05,789 INFO  [io.quarkus] (main) rollout-service stopped in 0.031s");
    var log = folder.resolve("log");
    assertThat(new ChildFailure("rollout-service", 2, 1, log, lines).lastError())
        .contains("model m: no weights (2 files)");
    assertThat(new ChildFailure("rollout-service", 2, 1, log, List.of("x")).lastError()).isEmpty();
  }

  @Test
  void aChildThatDoesNotEndIsKilled() {
    supervisor.start(child("stubborn", "trap '' TERM; touch ready; while :; do sleep 1; done"));
    await().atMost(1, MINUTES).until(() -> Files.exists(folder.resolve("ready")));
    supervisor.close();
    assertThat(supervisor.isAlive("stubborn")).isFalse();
    assertThat(messages).containsExactly("stubborn did not end within 0.5 s: killing it");
  }

  @Test
  void noChildIsRestartedAfterClosing() {
    supervisor.start(child("judge-service", "touch ready; exec sleep 600"));
    await().atMost(1, MINUTES).until(() -> Files.exists(folder.resolve("ready")));
    supervisor.close();
    assertThat(supervisor.isAlive("judge-service")).isFalse();
    assertThat(messages).isEmpty();
  }

  @Test
  void ctrlCAtTheTerminalDoesNotReachTheChildren() throws Exception {
    supervisor.start(
        child("eval-service", "echo $$ > pid; touch ready; sleep 600; touch interrupted"));
    await().atMost(1, MINUTES).until(() -> Files.exists(folder.resolve("ready")));
    String pid = Files.readString(folder.resolve("pid")).strip();
    assertThat(new ProcessBuilder("kill", "-INT", pid).start().waitFor()).isZero();
    assertThat(new ProcessBuilder("kill", "-0", pid).start().waitFor()).isZero();
    assertThat(supervisor.isAlive("eval-service")).isTrue();
  }

  @Test
  void childrenGetTheIdOfTheirParent() throws IOException {
    supervisor.start(child("child", "echo parent $PRECEPTOR_PARENT_PID $GIVEN; exec sleep 600"));
    await().atMost(1, MINUTES).until(() -> !LogTail.of(folder.resolve("child.log"), 1).isEmpty());
    assertThat(Files.readString(folder.resolve("child.log")))
        .isEqualTo("parent " + ProcessHandle.current().pid() + " too\n");
  }

  /** Images and weights are written by the children. */
  @Test
  void whatAChildWritesIsForItsUserAlone() throws IOException {
    supervisor.start(
        new ChildSpec(
            "child",
            List.of(
                "/bin/sh", "-c", "cd " + folder + "; mkdir made; touch made/file; exec sleep 600"),
            Map.of(),
            folder.resolve("runs/logs/child.log")));
    await().atMost(1, MINUTES).until(() -> Files.exists(folder.resolve("made/file")));
    for (String made : List.of("made", "runs", "runs/logs")) {
      assertThat(mode(folder.resolve(made))).as(made).isEqualTo("rwx------");
    }
    for (String made : List.of("made/file", "runs/logs/child.log")) {
      assertThat(mode(folder.resolve(made))).as(made).isEqualTo("rw-------");
    }
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  /** A service that repeats a warning for weeks must not fill the disk. */
  @Test
  void theLogOfAChildThatWritesWithoutEndIsBounded() throws IOException {
    try (var rotating =
        new Supervisor(QUICK, Duration.ofMillis(500), messages::add, new LogRotation(1 << 12, 2))) {
      rotating.start(
          child("chatty", "i=0; while :; do i=$((i+1)); echo line $i of many; sleep 0.002; done"));
      var log = folder.resolve("chatty.log");
      await().atMost(1, MINUTES).until(() -> Files.exists(LogRotation.rotated(log, 2)));
      long written = number(LogTail.of(log, 1));
      await().atMost(1, MINUTES).until(() -> number(LogTail.of(log, 1)) > written + 2000);
      assertThat(Files.size(log)).isLessThan(1 << 17);
      assertThat(Files.size(LogRotation.rotated(log, 1))).isLessThan(1 << 17);
      assertThat(LogRotation.rotated(log, 3)).doesNotExist();
    }
  }

  private static long number(List<String> lastLine) {
    return lastLine.isEmpty() ? 0 : Long.parseLong(lastLine.get(0).split(" ")[1]);
  }

  private ChildSpec child(String name, String script) {
    return new ChildSpec(
        name,
        List.of("/bin/sh", "-c", "cd " + folder + "; " + script),
        Map.of("GIVEN", "too"),
        folder.resolve(name + ".log"));
  }
}
