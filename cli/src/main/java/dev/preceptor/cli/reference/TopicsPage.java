package dev.preceptor.cli.reference;

import static dev.preceptor.cli.reference.MarkdownTable.code;

import dev.preceptor.schemas.TopicSpec;
import dev.preceptor.schemas.Topics;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.config.TopicConfig;

/** A run's topics: what is in them, and the settings that they are created with. */
final class TopicsPage {

  private static final Topics RUN = new Topics("RUN");
  private static final int MANY = 2;

  private TopicsPage() {}

  static ReferencePage of() {
    Map<String, TopicSpec> specs =
        RUN.specs(MANY).stream().collect(Collectors.toMap(TopicSpec::name, Function.identity()));
    var contents = new MarkdownTable("topic", "key", "value", "holds", "written by", "read by");
    var settings = new MarkdownTable("topic", "partitions", "cleanup", "its own settings");
    for (var each : TopicDescription.values()) {
      var spec = specs.remove(each.in(RUN));
      contents.row(
          code(spec.name()),
          each.key(),
          each.value().map(MarkdownTable::code).orElse("bytes"),
          each.holds(),
          each.writers(),
          each.readers());
      settings.row(
          code(spec.name()),
          spec.partitions() == MANY ? "`partitions`" : String.valueOf(spec.partitions()),
          code(spec.config().get(TopicConfig.CLEANUP_POLICY_CONFIG)),
          own(spec));
    }
    if (!specs.isEmpty()) {
      throw new IllegalStateException(specs.keySet() + " have no TopicDescription");
    }
    return ReferencePage.titled(
        "topics.md",
        "Topics",
        "`RUN` is the run's name and `step-slot` a group's name, such as `12-0`. Values are in"
            + " Avro's single-object encoding, which carries the schema's fingerprint. The"
            + " schemas are in"
            + " [schemas/src/main/avro](../../schemas/src/main/avro), and every earlier version of"
            + " them in `schemas/src/main/resources/dev/preceptor/schemas/history`, so no registry"
            + " is needed. Every reader reads committed records only. The readers listed here are"
            + " those that a run needs; `status`, `audit`, `show` and `rescore` read every topic.",
        contents.toString(),
        "`preceptor rescore RUN --name NAME` adds %s (`ScoredGroup`) and %s (`Judgement`), with the key `step-slot` and the partitions of the run. No service reads them."
            .formatted(code(RUN.rescored("NAME")), code(RUN.rescoredJudgements("NAME"))),
        "## Settings",
        "`partitions` is the recipe key of that name. Every topic also has:\n" + shared(),
        settings.toString(),
        "Nothing expires by age or size. The learner deletes old weights once nobody needs them,"
            + " and old groups if the recipe has `history_steps`.",
        "## Consumer groups and transactions",
        groups());
  }

  private static String shared() {
    return new TreeMap<>(RUN.rescoreSpecs("NAME", 1).get(0).config())
        .entrySet().stream()
            .filter(each -> !each.getKey().equals(TopicConfig.CLEANUP_POLICY_CONFIG))
            .map(each -> "`%s=%s`".formatted(each.getKey(), each.getValue()))
            .collect(Collectors.joining(", ", "", "."));
  }

  private static String own(TopicSpec spec) {
    var shared = RUN.rescoreSpecs("NAME", 1).get(0).config();
    return new TreeMap<>(spec.config())
        .entrySet().stream()
            .filter(each -> !each.getKey().equals(TopicConfig.CLEANUP_POLICY_CONFIG))
            .filter(each -> !each.getValue().equals(shared.get(each.getKey())))
            .map(each -> "`%s=%s`".formatted(each.getKey(), each.getValue()))
            .collect(Collectors.joining(", "));
  }

  private static String groups() {
    var groups = new MarkdownTable("name", "of");
    Stream.of(
            new String[] {RUN.member("rollout"), "rollout-services, which share the prompts"},
            new String[] {RUN.member("judge.NAME"), "the judge-services of one judge"},
            new String[] {
              RUN.member("reward"), "reward-service, and the prefix of its changelog topics"
            },
            new String[] {
              RUN.member("learner"), "the learner; its offsets are written by the step transaction"
            },
            new String[] {RUN.learnerTransaction(), "the learner's transactional id"},
            new String[] {
              RUN.evalTransaction(),
              "the transactional id of the eval-service that writes evaluations"
            },
            new String[] {
              RUN.evalTransactions() + "N", "the transactional id of another eval-service, from 1"
            })
        .forEach(row -> groups.row(code(row[0]), row[1]));
    return groups.toString();
  }
}
