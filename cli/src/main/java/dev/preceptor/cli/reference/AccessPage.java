package dev.preceptor.cli.reference;

import static dev.preceptor.cli.reference.MarkdownTable.code;

import dev.preceptor.runlog.access.Grant;
import dev.preceptor.runlog.access.Role;
import dev.preceptor.runlog.access.RunAccess;
import dev.preceptor.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Who may do what to a run's topics, groups and transactions. */
final class AccessPage {

  private static final Topics RUN = new Topics("RUN");

  private AccessPage() {}

  static ReferencePage of() {
    return ReferencePage.titled(
        "access.md",
        "Access",
        "What each role needs on a broker with an authorizer; everything else can be refused."
            + " `preceptor acls RUN` prints it as `kafka-acls.sh` commands. A `*` at the end stands"
            + " for all names that begin so. Read, Write and Delete include Describe. [Secured"
            + " brokers](../guides/secured-brokers.md) describes how to log in.",
        "join: `preceptor join`, beside the role of the service that it starts. console:"
            + " console-service. delete: `preceptor delete`. operator: the other commands, such as `train`, `submit`, `status`, `audit`,"
            + " `rescore` and `stop`.",
        table(RunAccess.of(RUN, false)),
        "## With `history_steps`",
        "The learner deletes old groups then, and needs these rights too:",
        table(added()));
  }

  /** A row a resource, a column a role. */
  private static String table(List<Grant> grants) {
    List<Role> roles =
        Stream.of(Role.values())
            .filter(role -> grants.stream().anyMatch(grant -> grant.role() == role))
            .toList();
    List<String> head = new ArrayList<>(List.of("resource"));
    roles.forEach(role -> head.add(role.label()));
    var table = new MarkdownTable(head.toArray(String[]::new));
    grants.stream()
        .map(Grant::resource)
        .distinct()
        .forEach(
            resource -> {
              List<String> row = new ArrayList<>();
              for (var role : roles) {
                Optional<Grant> grant =
                    grants.stream()
                        .filter(each -> each.role() == role && each.resource().equals(resource))
                        .findFirst();
                if (row.isEmpty()) {
                  row.add("");
                }
                row.add(grant.map(each -> String.join(", ", each.operationNames())).orElse(""));
                grant.ifPresent(each -> row.set(0, name(each)));
              }
              table.row(row.toArray(String[]::new));
            });
    return table.toString();
  }

  private static String name(Grant grant) {
    return grant.kind() + " " + code(grant.resource().name() + (grant.isPrefix() ? "*" : ""));
  }

  private static List<Grant> added() {
    var without = RunAccess.of(RUN, false);
    return RunAccess.of(RUN, true).stream().filter(grant -> !without.contains(grant)).toList();
  }
}
