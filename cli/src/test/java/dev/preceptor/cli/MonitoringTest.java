package dev.preceptor.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.preceptor.run.exported.Awaited;
import dev.preceptor.run.exported.ExportedMetric;
import dev.preceptor.run.exported.Label;
import dev.preceptor.run.exported.ServiceMetric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code monitoring/} uses what the services report, and {@code docs/runbooks} has its alerts. */
class MonitoringTest {

  private static final Path MONITORING = Module.ROOT.resolve("monitoring");
  private static final Path RUNBOOKS = Module.ROOT.resolve("docs/runbooks");

  /** Micrometer's for Java and the process, and kube-state-metrics'; with their labels. */
  private static final Map<String, Set<String>> OF_OTHERS =
      Map.of(
          "process_start_time_seconds", Set.of(),
          "process_cpu_usage", Set.of(),
          "system_cpu_count", Set.of(),
          "jvm_memory_used_bytes", Set.of("area"),
          "jvm_gc_pause_seconds_sum", Set.of(),
          "kube_pod_container_status_last_terminated_exitcode",
              Set.of("namespace", "container", "pod"));

  private static final Set<String> ON_EVERY_METRIC = Set.of("run", "component", "instance", "job");
  private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool", "offset");

  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)");
  private static final Pattern RANGE = Pattern.compile("\\[[^\\]]*\\]");
  private static final Pattern SELECTOR =
      Pattern.compile("(?<![\\w.:])([a-zA-Z_:][\\w:]*+)(?:\\{([^}]*)\\})?(?!\\s*\\()");
  private static final Pattern MATCHER =
      Pattern.compile("(\\w+)\\s*(?:=~|!~|!=|=)\\s*\"([^\"]*)\"");
  private static final Pattern COMPARISON =
      Pattern.compile("(preceptor:\\w+) (?:>|<|==) [0-9.]+(?:e[0-9]+)?");

  /** An expression and where it is. */
  private record Expression(String place, String text) {
    @Override
    public String toString() {
      return place;
    }
  }

  private static final ObjectMapper YAML = new YAMLMapper();
  private static final ObjectMapper JSON = new ObjectMapper();

  private static JsonNode read(ObjectMapper mapper, Path file) {
    try {
      return mapper.readTree(Files.readString(file));
    } catch (IOException e) {
      throw new UncheckedIOException(file.toString(), e);
    }
  }

  private static List<Path> files(Path folder) {
    try (var all = Files.list(folder)) {
      return all.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JsonNode> rules(String file) {
    List<JsonNode> rules = new ArrayList<>();
    var groups = read(YAML, MONITORING.resolve("rules").resolve(file)).get("groups");
    groups.forEach(group -> group.get("rules").forEach(rules::add));
    return rules;
  }

  private static List<JsonNode> allRules() {
    return files(MONITORING.resolve("rules")).stream()
        .flatMap(file -> rules(file.getFileName().toString()).stream())
        .toList();
  }

  private static List<JsonNode> alerts() {
    return allRules().stream().filter(rule -> rule.has("alert")).toList();
  }

  static Stream<Path> dashboards() {
    return files(MONITORING.resolve("dashboards")).stream();
  }

  private static List<JsonNode> panels(Path dashboard) {
    List<JsonNode> panels = new ArrayList<>();
    read(JSON, dashboard).get("panels").forEach(panels::add);
    return panels;
  }

  static Stream<Expression> expressions() {
    var ofRules =
        allRules().stream()
            .map(
                rule ->
                    new Expression(
                        rule.path("alert").asText(rule.path("record").asText()),
                        rule.get("expr").asText()));
    var ofDashboards =
        dashboards()
            .flatMap(
                file ->
                    panels(file).stream()
                        .flatMap(
                            panel ->
                                targets(panel)
                                    .map(
                                        expr ->
                                            new Expression(
                                                file.getFileName()
                                                    + ": "
                                                    + panel.get("title").asText(),
                                                expr))));
    return Stream.concat(ofRules, ofDashboards);
  }

  private static Stream<String> targets(JsonNode panel) {
    List<String> expressions = new ArrayList<>();
    panel.path("targets").forEach(target -> expressions.add(target.get("expr").asText()));
    return expressions.stream();
  }

  /** Names of series that there are, with the labels that each has of its own. */
  private static Map<String, Set<String>> known() {
    Map<String, Set<String>> known = new HashMap<>(OF_OTHERS);
    for (var metric : ServiceMetric.values()) {
      Set<String> labels = metric.labels().stream().map(Label::key).collect(Collectors.toSet());
      if (metric.type() == ServiceMetric.Type.SUMMARY) {
        known.put(metric.key() + "_sum", labels);
        known.put(metric.key() + "_count", labels);
      } else {
        known.put(metric.key(), labels);
      }
    }
    Stream.concat(ExportedMetric.OF_STEPS.stream(), ExportedMetric.OF_EVALUATIONS.stream())
        .forEach(
            metric ->
                known.put(
                    metric.name(),
                    metric.label().map(label -> Set.of(label.key())).orElse(Set.of())));
    for (var rule : allRules()) {
      if (rule.has("record")) {
        known.put(
            rule.get("record").asText(),
            Set.of("topic", "judge", "part", "component", "instance", "run"));
      }
    }
    return known;
  }

  @ParameterizedTest
  @MethodSource("expressions")
  void onlyWhatIsReportedIsUsed(Expression expression) {
    var known = known();
    var bare = GROUPING.matcher(RANGE.matcher(expression.text()).replaceAll("")).replaceAll("");
    var selectors =
        SELECTOR.matcher(bare).results().filter(s -> !KEYWORDS.contains(s.group(1))).toList();
    assertThat(selectors).as(expression.text()).isNotEmpty();
    for (var selector : selectors) {
      assertThat(known).as(expression.text()).containsKey(selector.group(1));
      Set<String> labels = new HashSet<>(known.get(selector.group(1)));
      labels.addAll(ON_EVERY_METRIC);
      MATCHER
          .matcher(selector.group(2) == null ? "" : selector.group(2))
          .results()
          .forEach(
              matcher -> {
                assertThat(labels).as(expression.text()).contains(matcher.group(1));
                if (matcher.group(1).equals(Label.WHAT.key())) {
                  assertThat(Awaited.values())
                      .extracting(Awaited::label)
                      .contains(matcher.group(2));
                }
              });
    }
  }

  /** So that {@code monitoring/check} can ask whether what an alert compares is there. */
  @Test
  void anAlertComparesOneRecordedValueWithANumber() {
    var recorded =
        rules("preceptor.yaml").stream()
            .filter(rule -> rule.has("record"))
            .map(rule -> rule.get("record").asText())
            .collect(Collectors.toSet());
    for (var rule : rules("preceptor.yaml")) {
      if (rule.has("alert")) {
        var comparison = COMPARISON.matcher(rule.get("expr").asText());
        assertThat(comparison.matches()).as(rule.get("alert").asText()).isTrue();
        assertThat(recorded).contains(comparison.group(1));
      }
    }
  }

  @Test
  void eachAlertHasARunbookAndIsInTheGuideAndIsTested() throws Exception {
    var guide = Files.readString(Module.ROOT.resolve("docs/guides/monitoring.md"));
    var tests = new StringBuilder();
    for (var file : files(MONITORING.resolve("rules-tests"))) {
      tests.append(Files.readString(file));
    }
    Set<String> names = new TreeSet<>();
    for (var alert : alerts()) {
      var name = alert.get("alert").asText();
      names.add(name);
      assertThat(alert.get("annotations").get("runbook").asText())
          .isEqualTo("docs/runbooks/" + name + ".md");
      assertThat(Files.readString(RUNBOOKS.resolve(name + ".md"))).startsWith("# " + name + "\n");
      assertThat(guide)
          .contains(
              "| [%s](../runbooks/%s.md) | %s |"
                  .formatted(name, name, alert.get("labels").get("severity").asText()));
      assertThat(tests.toString()).contains("alertname: " + name);
    }
    assertThat(files(RUNBOOKS))
        .extracting(file -> file.getFileName().toString())
        .containsExactlyElementsOf(names.stream().map(name -> name + ".md").toList());
  }

  @ParameterizedTest
  @MethodSource("dashboards")
  void aDashboardShowsTheChosenRunInPanelsThatDoNotOverlap(Path dashboard) {
    Set<String> cells = new HashSet<>();
    Set<Integer> ids = new HashSet<>();
    for (var panel : panels(dashboard)) {
      var title = panel.get("title").asText();
      assertThat(ids.add(panel.get("id").asInt())).as(title).isTrue();
      var place = panel.get("gridPos");
      for (int x = 0; x < place.get("w").asInt(); x++) {
        for (int y = 0; y < place.get("h").asInt(); y++) {
          int column = place.get("x").asInt() + x;
          assertThat(column).as(title).isLessThan(24);
          assertThat(cells.add(column + " " + (place.get("y").asInt() + y))).as(title).isTrue();
        }
      }
      assertThat(targets(panel))
          .allSatisfy(expr -> assertThat(expr).as(title).contains("{run=\"$run\""));
    }
  }
}
