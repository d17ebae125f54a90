package dev.preceptor.runlog.access;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.utils.SecurityUtils;

/**
 * What one role may do to one topic, consumer group or transactional id, or to all whose names
 * begin alike.
 *
 * @param role who
 * @param resource to what
 * @param operations what, in Kafka's words; reading and writing include describing
 */
public record Grant(Role role, ResourcePattern resource, Set<AclOperation> operations) {

  private static final String ANY_HOST = "*";

  public Grant {
    operations = Collections.unmodifiableSet(new TreeSet<>(operations));
  }

  /** Whether it is about all whose names begin alike. */
  public boolean isPrefix() {
    return resource.patternType() == PatternType.PREFIXED;
  }

  /** Whether a resource of this name is meant, among others perhaps. */
  boolean covers(String name) {
    return isPrefix() ? name.startsWith(resource.name()) : name.equals(resource.name());
  }

  /** {@code topic}, {@code group} or {@code transactional-id}. */
  public String kind() {
    return resource.resourceType().name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The operations as Kafka's tools write them, such as {@code DescribeConfigs}. */
  public List<String> operationNames() {
    return operations.stream().map(SecurityUtils::operationName).toList();
  }

  /**
   * As Kafka's ACLs.
   *
   * @param principal of the role, such as {@code User:alice}
   */
  public List<AclBinding> bindings(String principal) {
    return operations.stream()
        .map(
            operation ->
                new AclBinding(
                    resource,
                    new AccessControlEntry(
                        principal, ANY_HOST, operation, AclPermissionType.ALLOW)))
        .toList();
  }
}
