package dev.preceptor.cli.runs;

import dev.preceptor.history.ledger.GroupLife;
import dev.preceptor.history.status.Reader;
import dev.preceptor.history.status.RunState;
import dev.preceptor.history.status.SentinelState;
import dev.preceptor.history.status.Wait;
import dev.preceptor.history.status.Waits;
import dev.preceptor.run.EffectSummary;
import dev.preceptor.run.evaluation.RunningAccuracy;
import dev.preceptor.run.progress.ClockTime;
import dev.preceptor.schemas.GroupKey;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** A run's state as text and as JSON. */
final class StatusText {

  private static final List<Class<? extends GroupLife>> STAGES =
      List.of(
          GroupLife.Issued.class,
          GroupLife.Sampled.class,
          GroupLife.Judged.class,
          GroupLife.Scored.class,
          GroupLife.Failed.class);

  /** Maximum number of groups listed in one line. */
  private static final int NAMED_GROUPS = 8;

  private final String run;
  private final RunState state;
  private final List<Wait> waits;
  private final EffectSummary effect;

  StatusText(String run, RunState state) {
    this.run = run;
    this.state = state;
    waits = Waits.of(state);
    effect = EffectSummary.of(state.effects());
  }

  /** As text. */
  String text() {
    var text = new StringBuilder();
    text.append(
        "run %s: %d of %d steps taken%s\n"
            .formatted(run, state.lastStep(), state.maxSteps(), progress()));
    if (state.lastStep() > 0) {
      text.append(
          "  groups: %,d trained, %,d skipped, %,d failed\n"
              .formatted(effect.trained(), effect.skipped(), effect.failed()));
    }
    state
        .evaluating()
        .ifPresent(
            now ->
                text.append(
                    "  evaluation of version %d: %s\n".formatted(now.policyVersion(), now.text())));
    for (var what : effect.withoutEffect()) {
      text.append("  no effect so far: %s\n".formatted(what));
    }
    for (var alarm : state.sentinel().alarms()) {
      text.append("  sentinel: %s\n".formatted(alarm.text()));
    }
    if (!state.current().isEmpty()) {
      text.append("  step %d: %s\n".formatted(state.step(), stagesText()));
    }
    firstFailed()
        .ifPresent(
            failed ->
                text.append("  group %s failed: %s\n".formatted(failed.group(), failed.reason())));
    for (var wait : waits) {
      text.append("  waiting for %s".formatted(wait.what()));
      if (!wait.groups().isEmpty()) {
        text.append(": ").append(named(wait.groups()));
      }
      text.append("; from ").append(wait.from()).append('\n');
    }
    for (var reader : state.readers()) {
      text.append(
          "  %-10s %,6d behind   %s\n"
              .formatted(reader.consumer().name(), reader.totalLag(), workers(reader)));
    }
    return text.append(end()).toString();
  }

  /** The first group of the step under way that has failed. */
  private Optional<GroupLife.Failed> firstFailed() {
    return state.current().values().stream()
        .filter(GroupLife.Failed.class::isInstance)
        .map(GroupLife.Failed.class::cast)
        .findFirst();
  }

  private String end() {
    if (state.sentinel().isEnded()) {
      return "the sentinel ended the run after step %d; to go on, resume it with --set sentinel=warn"
          .formatted(state.sentinel().endedAfter().getAsInt());
    }
    if (waits.isEmpty()) {
      return "the run has ended";
    }
    return state.isAlive()
        ? "running"
        : "no process of the run is connected; resume it with: preceptor train --run "
            + run
            + " --resume";
  }

  private String progress() {
    return state.lastRecordMillis().isEmpty()
        ? ", nothing written yet"
        : ", last progress %s ago (%s)"
            .formatted(
                ClockTime.of(Duration.ofMillis(ago(state.lastRecordMillis()))),
                Instant.ofEpochMilli(state.lastRecordMillis().getAsLong()));
  }

  private long ago(OptionalLong millis) {
    return Math.max(0, state.nowMillis() - millis.orElse(state.nowMillis()));
  }

  private String stagesText() {
    return stages().entrySet().stream()
        .filter(stage -> stage.getValue() > 0)
        .map(stage -> stage.getValue() + " " + stage.getKey())
        .collect(Collectors.joining(", "));
  }

  private Map<String, Long> stages() {
    Map<String, Long> stages = new LinkedHashMap<>();
    for (var stage : STAGES) {
      stages.put(
          stage.getSimpleName().toLowerCase(Locale.ROOT),
          state.current().values().stream().filter(stage::isInstance).count());
    }
    return stages;
  }

  private static String named(List<GroupKey> groups) {
    var names =
        groups.stream()
            .limit(NAMED_GROUPS)
            .map(GroupKey::toString)
            .collect(Collectors.joining(" "));
    return groups.size() > NAMED_GROUPS ? names + " …" : names;
  }

  private static String workers(Reader reader) {
    return reader.workers().isEmpty()
        ? "no worker connected"
        : reader.workers().stream()
            .map(worker -> worker.name() + " " + worker.partitions())
            .collect(Collectors.joining(", "));
  }

  /** As the JSON document. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("run", run);
    json.put("steps", state.lastStep());
    json.put("max_steps", state.maxSteps());
    json.put("step", state.step());
    json.put("alive", state.isAlive());
    json.put("ended", waits.isEmpty());
    json.put("last_progress", time(state.lastRecordMillis()));
    json.put("seconds_since_progress", seconds(state.lastRecordMillis()));
    json.put("groups_trained", effect.trained());
    json.put("groups_skipped", effect.skipped());
    json.put("groups_failed", effect.failed());
    json.put("first_failure", effect.firstFailure());
    json.put("without_effect", effect.withoutEffect());
    json.put("sentinel", json(state.sentinel()));
    json.put("evaluating", state.evaluating().map(StatusText::json).orElse(null));
    json.put("groups", stages());
    json.put("waiting", waits.stream().map(this::json).toList());
    json.put("consumers", state.readers().stream().map(StatusText::json).toList());
    return json;
  }

  private static Map<String, Object> json(SentinelState sentinel) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("mode", sentinel.mode().name().toLowerCase(Locale.ROOT));
    json.put("alarms", AlarmJson.of(sentinel.alarms()));
    json.put(
        "ended_after", sentinel.endedAfter().isPresent() ? sentinel.endedAfter().getAsInt() : null);
    return json;
  }

  private static Map<String, Object> json(RunningAccuracy now) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("version", now.policyVersion());
    json.put("answered", now.answered());
    json.put("questions", now.questions());
    json.put("accuracy", now.accuracy());
    json.put("interval", List.of(now.low(), now.high()));
    return json;
  }

  private Map<String, Object> json(Wait wait) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("for", wait.what());
    json.put("groups", wait.groups().stream().map(GroupKey::toString).toList());
    json.put("from", wait.from());
    json.put("since", time(wait.sinceMillis()));
    json.put("seconds", seconds(wait.sinceMillis()));
    return json;
  }

  private static Map<String, Object> json(Reader reader) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", reader.consumer().name());
    json.put("group", reader.group());
    json.put("lag", reader.totalLag());
    Map<String, Object> workers = new LinkedHashMap<>();
    reader.workers().forEach(worker -> workers.put(worker.name(), worker.partitions()));
    json.put("workers", workers);
    return json;
  }

  private static String time(OptionalLong millis) {
    return millis.isEmpty() ? null : Instant.ofEpochMilli(millis.getAsLong()).toString();
  }

  private Double seconds(OptionalLong millis) {
    return millis.isEmpty() ? null : ago(millis) / 1e3;
  }
}
