package dev.preceptor.console.index;

import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.ReviewSubject;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The entries of a run's groups, of the newest {@value #MAX_GROUPS} at most. Not thread-safe. */
final class GroupBook {

  static final int MAX_GROUPS = 200_000;

  private final int maxGroups;
  private final TreeMap<GroupKey, GroupEntry> entries = new TreeMap<>();
  private long forgotten;

  GroupBook() {
    this(MAX_GROUPS);
  }

  GroupBook(int maxGroups) {
    this.maxGroups = maxGroups;
  }

  /** The entry of a group, made if there is none; nothing for one that is too old to be kept. */
  Optional<GroupEntry> entry(GroupKey key) {
    GroupEntry known = entries.get(key);
    if (known != null) {
      return Optional.of(known);
    }
    if (entries.size() == maxGroups) {
      forgotten++;
      if (key.compareTo(entries.firstKey()) < 0) {
        return Optional.empty();
      }
      entries.pollFirstEntry();
    }
    GroupEntry made = new GroupEntry(key);
    entries.put(key, made);
    return Optional.of(made);
  }

  Optional<GroupEntry> find(GroupKey key) {
    return Optional.ofNullable(entries.get(key));
  }

  int size() {
    return entries.size();
  }

  GroupPage page(GroupQuery query) {
    List<GroupEntry> matching = query.of(List.copyOf(entries.values()));
    return new GroupPage(
        matching.size(),
        entries.size(),
        forgotten,
        matching.stream().skip(query.offset()).limit(query.limit()).map(GroupEntry::row).toList());
  }

  /** The responses that are to be reviewed. */
  List<ReviewSubject> queue(ReviewQuery query) {
    return query.of(entries.values().stream());
  }

  /** The groups just before and just after one, for the page's keys. */
  Optional<GroupKey> before(GroupKey key) {
    return Optional.ofNullable(entries.lowerKey(key));
  }

  Optional<GroupKey> after(GroupKey key) {
    return Optional.ofNullable(entries.higherKey(key));
  }
}
