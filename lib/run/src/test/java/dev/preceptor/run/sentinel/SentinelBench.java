package dev.preceptor.run.sentinel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.recipe.Job;
import dev.preceptor.recipe.RecipeReader;
import dev.preceptor.run.MetricsLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Prints the alarms that the folders of finished runs raise, with the highest level of each, and
 * counts hits and false alarms. Not a test: {@code bench/sentinel} runs it.
 */
class SentinelBench {

  /** A run that was watched to its end. */
  private record Watched(Path folder, List<Alarm> alarms, Map<SentinelAlarm, Double> highest) {

    static Watched of(Path folder) {
      try {
        Path recipe = folder.resolve("recipe.yaml");
        Sentinel sentinel =
            new Sentinel(
                RecipeReader.parse(recipe.toString(), Files.readString(recipe), Job.TRAIN));
        Map<SentinelAlarm, Double> highest = new EnumMap<>(SentinelAlarm.class);
        for (JsonNode line : inOrder(MetricsLog.read(folder.resolve("metrics.jsonl")))) {
          enter(line, sentinel);
          for (SentinelAlarm alarm : SentinelAlarm.values()) {
            highest.merge(alarm, sentinel.level(alarm), Math::max);
          }
        }
        return new Watched(folder, sentinel.alarms(), highest);
      } catch (IOException e) {
        throw new UncheckedIOException(folder.toString(), e);
      }
    }

    /** Evaluations behind the steps whose weights they measure. */
    private static List<JsonNode> inOrder(List<JsonNode> lines) {
      List<JsonNode> ordered = new ArrayList<>(lines);
      ordered.sort(
          Comparator.<JsonNode>comparingInt(line -> line.path("step").asInt())
              .thenComparing(line -> MetricsLog.isStep(line) ? 0 : 1));
      return ordered;
    }

    private static void enter(JsonNode line, Sentinel sentinel) {
      Map<String, Double> metrics = new HashMap<>();
      line.properties().stream()
          .filter(figure -> figure.getValue().isNumber())
          .forEach(
              figure ->
                  metrics.put(
                      figure.getKey().replaceFirst("^eval_", ""), figure.getValue().asDouble()));
      int step = line.path("step").asInt();
      if (MetricsLog.isStep(line)) {
        sentinel.step(step, metrics);
      } else {
        sentinel.evaluation(step, metrics);
      }
    }

    String text() {
      return "%s: %s%n    highest levels: %s"
          .formatted(
              folder.getFileName(),
              alarms.isEmpty()
                  ? "no alarm"
                  : alarms.stream()
                      .map(alarm -> alarm.of().label() + " at step " + alarm.step())
                      .collect(Collectors.joining(", ")),
              highest.entrySet().stream()
                  .map(entry -> "%s %.2f".formatted(entry.getKey().label(), entry.getValue()))
                  .collect(Collectors.joining(", ")));
    }
  }

  @Test
  void alarmsOfRuns() {
    List<Watched> hacked = watched("bench.hack");
    List<Watched> sound = watched("bench.sound");
    System.out.printf(
        "hits: %d of %d runs that hack their rewards%nfalse alarms: %d of %d others%n",
        alarmed(hacked), hacked.size(), alarmed(sound), sound.size());
  }

  private static List<Watched> watched(String property) {
    List<Watched> runs =
        Stream.of(System.getProperty(property, "").split(",", -1))
            .filter(folder -> !folder.isEmpty())
            .map(folder -> Watched.of(Path.of(folder)))
            .toList();
    runs.forEach(run -> System.out.println(run.text()));
    return runs;
  }

  private static long alarmed(List<Watched> runs) {
    return runs.stream().filter(run -> !run.alarms().isEmpty()).count();
  }
}
