package dev.preceptor.runlog.access;

import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DELETE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import dev.preceptor.schemas.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** The rights that a run needs, and no others: what is not here is refused. */
public final class RunAccess {

  private final List<Grant> grants = new ArrayList<>();

  private RunAccess() {}

  /**
   * The table of a run.
   *
   * @param boundedHistory whether the recipe has {@code history_steps}, so that the learner deletes
   *     old groups
   */
  public static List<Grant> of(Topics topics, boolean boundedHistory) {
    var table = new RunAccess();
    table.learner(topics, boundedHistory);
    table.rollout(topics);
    table.judge(topics);
    table.reward(topics);
    table.eval(topics);
    table.console(topics);
    table.join(topics);
    table.delete(topics);
    table.operator(topics);
    return List.copyOf(table.grants);
  }

  /**
   * Whether a table gives a role a right.
   *
   * @param operation reading, writing and deleting include describing
   */
  public static boolean allows(
      List<Grant> table, Role role, ResourceType type, String name, AclOperation operation) {
    return table.stream()
        .filter(grant -> grant.role() == role && grant.resource().resourceType() == type)
        .filter(grant -> grant.covers(name))
        .anyMatch(
            grant ->
                grant.operations().contains(operation)
                    || (operation == DESCRIBE
                        && grant.operations().stream()
                            .anyMatch(each -> Set.of(READ, WRITE, DELETE).contains(each))));
  }

  /** Reads back what earlier learners have written, to go on from there. */
  private void learner(Topics topics, boolean boundedHistory) {
    var role = Role.LEARNER;
    topic(role, topics.definition(), READ);
    topic(role, topics.scoredGroups(), READ);
    topic(role, topics.prompts(), READ, WRITE);
    topic(role, topics.policy(), READ, WRITE, DELETE);
    topic(role, topics.trainingSteps(), READ, WRITE);
    topic(role, topics.evaluations(), READ);
    topic(role, topics.answers(), READ);
    topic(role, topics.judgeCache(), READ);
    topic(role, topics.reviews(), READ);
    topic(role, topics.deadLetters(), READ, WRITE);
    group(role, topics.member("learner"));
    transaction(role, topics.learnerTransaction());
    if (boundedHistory) {
      topics.ofGroups().forEach(name -> topic(role, name, READ, DELETE, ALTER_CONFIGS));
      topic(role, topics.policy(), ALTER_CONFIGS);
    }
  }

  private void rollout(Topics topics) {
    var role = Role.ROLLOUT;
    topic(role, topics.definition(), READ);
    topic(role, topics.trainingSteps(), READ);
    topic(role, topics.policy(), READ);
    topic(role, topics.prompts(), READ);
    topic(role, topics.rollouts(), WRITE);
    topic(role, topics.deadLetters(), WRITE);
    group(role, topics.member("rollout"));
  }

  private void judge(Topics topics) {
    var role = Role.JUDGE;
    topic(role, topics.definition(), READ);
    topic(role, topics.trainingSteps(), READ);
    topic(role, topics.rollouts(), READ);
    topic(role, topics.judgements(), WRITE);
    topic(role, topics.judgeCache(), READ, WRITE);
    topic(role, topics.deadLetters(), WRITE);
    groups(role, topics.member("judge"));
  }

  /** Kafka Streams makes its changelog topics itself. */
  private void reward(Topics topics) {
    var role = Role.REWARD;
    var application = topics.member("reward");
    topic(role, topics.definition(), READ);
    topic(role, topics.trainingSteps(), READ);
    topic(role, topics.prompts(), READ);
    topic(role, topics.rollouts(), READ);
    topic(role, topics.judgements(), READ);
    topic(role, topics.scoredGroups(), WRITE);
    topic(role, topics.deadLetters(), WRITE);
    topics(role, application + "-", CREATE, READ, WRITE, DESCRIBE_CONFIGS);
    group(role, application);
    add(role, ResourceType.GROUP, PatternType.LITERAL, topics.member("rollout"), DESCRIBE);
    add(role, ResourceType.GROUP, PatternType.PREFIXED, topics.member("judge"), DESCRIBE);
    transactions(role, application + "-");
  }

  /** Reads its own evaluations and answers to know what is left. */
  private void eval(Topics topics) {
    var role = Role.EVAL;
    topic(role, topics.definition(), READ);
    topic(role, topics.trainingSteps(), READ);
    topic(role, topics.policy(), READ);
    topic(role, topics.evaluations(), READ, WRITE);
    topic(role, topics.answers(), READ, WRITE);
    topic(role, topics.deadLetters(), WRITE);
    transaction(role, topics.evalTransaction());
    transactions(role, topics.evalTransactions());
  }

  /** Shows everything but the weights, and who is in the run's groups; writes what people say. */
  private void console(Topics topics) {
    var role = Role.CONSOLE;
    topic(role, topics.definition(), READ);
    topics.ofGroups().forEach(name -> topic(role, name, READ));
    topic(role, topics.trainingSteps(), READ);
    topic(role, topics.evaluations(), READ);
    topic(role, topics.answers(), READ);
    topic(role, topics.deadLetters(), READ);
    topic(role, topics.reviews(), READ, WRITE);
    add(role, ResourceType.GROUP, PatternType.PREFIXED, topics.member(""), DESCRIBE);
  }

  /** Shows the run's progress, and takes its workers out of their group when they leave. */
  private void join(Topics topics) {
    var role = Role.JOIN;
    topic(role, topics.definition(), READ);
    topic(role, topics.policy(), READ);
    topic(role, topics.trainingSteps(), READ);
    topic(role, topics.rollouts(), READ);
    group(role, topics.member("rollout"));
    groups(role, topics.member("judge"));
  }

  /** Finds all of the run by its name, fences its producers off and deletes it. */
  private void delete(Topics topics) {
    var role = Role.DELETE;
    topics(role, topics.member(""), DELETE);
    add(role, ResourceType.GROUP, PatternType.PREFIXED, topics.member(""), DELETE);
    transaction(role, topics.learnerTransaction());
    transaction(role, topics.evalTransaction());
    transactions(role, topics.member(""));
  }

  /**
   * Makes the run, or holds what others made of it against its needs; reads, rescores and stops it.
   */
  private void operator(Topics topics) {
    var role = Role.OPERATOR;
    topics(role, topics.member(""), CREATE, READ, DESCRIBE_CONFIGS);
    topic(role, topics.definition(), WRITE);
    topics(role, topics.rescoredPrefix(), WRITE);
    groups(role, topics.member(""));
    transactions(role, topics.rescoredPrefix());
  }

  private void topic(Role role, String name, AclOperation... operations) {
    add(role, ResourceType.TOPIC, PatternType.LITERAL, name, operations);
  }

  private void topics(Role role, String prefix, AclOperation... operations) {
    add(role, ResourceType.TOPIC, PatternType.PREFIXED, prefix, operations);
  }

  private void group(Role role, String name) {
    add(role, ResourceType.GROUP, PatternType.LITERAL, name, READ);
  }

  private void groups(Role role, String prefix) {
    add(role, ResourceType.GROUP, PatternType.PREFIXED, prefix, READ);
  }

  private void transaction(Role role, String id) {
    add(role, ResourceType.TRANSACTIONAL_ID, PatternType.LITERAL, id, WRITE, DESCRIBE);
  }

  private void transactions(Role role, String prefix) {
    add(role, ResourceType.TRANSACTIONAL_ID, PatternType.PREFIXED, prefix, WRITE, DESCRIBE);
  }

  /** One grant a role and resource: operations that are added later join the others. */
  private void add(
      Role role, ResourceType type, PatternType pattern, String name, AclOperation... operations) {
    var resource = new ResourcePattern(type, name, pattern);
    Set<AclOperation> all = new TreeSet<>(Set.of(operations));
    Optional<Grant> before =
        grants.stream()
            .filter(grant -> grant.role() == role && grant.resource().equals(resource))
            .findFirst();
    before.ifPresent(grant -> all.addAll(grant.operations()));
    var grant = new Grant(role, resource, all);
    before.ifPresentOrElse(old -> grants.set(grants.indexOf(old), grant), () -> grants.add(grant));
  }
}
