package dev.preceptor.cli.runs;

import dev.preceptor.cli.options.BrokerOptions;
import dev.preceptor.cli.options.ExitCode;
import dev.preceptor.cli.options.HelpOption;
import dev.preceptor.cli.options.ResultOptions;
import dev.preceptor.models.InputException;
import dev.preceptor.runlog.access.Grant;
import dev.preceptor.runlog.access.Role;
import dev.preceptor.runlog.access.RunAccess;
import dev.preceptor.schemas.Topics;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code preceptor acls}: the rights that a run needs on a Kafka cluster. */
@Command(
    name = "acls",
    description = {
      "Prints the ACLs that a run needs on a Kafka cluster with an authorizer.",
      "",
      "As kafka-acls.sh commands, one for each role and topic, consumer group or transactional id. The run"
          + " need not exist, and no broker is asked. Each role has a principal of its own: learner, rollout,"
          + " judge, reward, eval, join (preceptor join, beside the role of the service that it starts),"
          + " console (console-service), delete (preceptor delete) and operator (the other commands: train, submit, status, stop…)."
          + " What is not printed is not needed: a rollout worker cannot write scores, weights or"
          + " definitions.",
      ""
    },
    footer = {
      "",
      "@|bold Examples|@",
      "  preceptor acls my-run --bootstrap-servers kafka.example:9092 --kafka-config admin.properties",
      "  preceptor acls my-run --principal rollout=User:CN=gpu1 --principal join=User:CN=gpu1",
      "  preceptor acls my-run --all-as User:alice              one login for everything",
      "  preceptor acls my-run --history-steps --json"
    })
public final class Acls implements Callable<Integer> {

  @Parameters(index = "0", paramLabel = "RUN", description = "Name of the run.")
  private String run;

  @Option(
      names = "--principal",
      paramLabel = "ROLE=PRINCIPAL",
      description = "Principal of a role (default: User:ROLE). May be repeated.")
  private Map<Role, String> principals = new LinkedHashMap<>();

  @Option(
      names = "--all-as",
      paramLabel = "PRINCIPAL",
      description = "Principal of every role that --principal does not name.")
  private Optional<String> everyone;

  @Option(
      names = "--history-steps",
      description = "For a recipe with history_steps, so that the learner deletes old groups.")
  private boolean boundedHistory;

  @Mixin private BrokerOptions broker;
  @Mixin private ResultOptions result;
  @Mixin private HelpOption help;

  @Override
  public Integer call() {
    var grants = RunAccess.of(topics(), boundedHistory);
    var json = new LinkedHashMap<String, Object>();
    json.put("run", run);
    json.put("acls", grants.stream().map(this::json).toList());
    result.print(
        json, grants.stream().map(this::command).distinct().collect(Collectors.joining("\n")));
    return ExitCode.SUCCESS;
  }

  private Topics topics() {
    try {
      return new Topics(run);
    } catch (IllegalArgumentException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  private String principal(Role role) {
    return principals.getOrDefault(role, everyone.orElse("User:" + role));
  }

  private Map<String, Object> json(Grant grant) {
    var json = new LinkedHashMap<String, Object>();
    json.put("role", grant.role().label());
    json.put("principal", principal(grant.role()));
    json.put("resource", grant.kind() + " " + grant.resource().name());
    json.put("resource_type", grant.kind());
    json.put("resource_name", grant.resource().name());
    json.put("pattern_type", grant.isPrefix() ? "prefixed" : "literal");
    json.put("operations", grant.operationNames());
    return json;
  }

  private String command(Grant grant) {
    var kafka = broker.config();
    Stream<String> where =
        Stream.concat(
            Stream.of("--bootstrap-server", kafka.bootstrapServers().orElse("HOST:PORT")),
            kafka.file().stream()
                .flatMap(file -> Stream.of("--command-config", quoted(file.toString()))));
    Stream<String> who = Stream.of("--add", "--allow-principal", quoted(principal(grant.role())));
    Stream<String> what =
        grant.operationNames().stream().flatMap(name -> Stream.of("--operation", name));
    Stream<String> resource = Stream.of("--" + grant.kind(), grant.resource().name());
    Stream<String> pattern =
        grant.isPrefix() ? Stream.of("--resource-pattern-type", "prefixed") : Stream.of();
    return "kafka-acls.sh "
        + Stream.of(where, who, what, resource, pattern)
            .flatMap(words -> words)
            .collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9:=./_-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
