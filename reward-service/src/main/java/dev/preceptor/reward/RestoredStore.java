package dev.preceptor.reward;

import dev.preceptor.schemas.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jboss.logging.Logger;

/**
 * A store after it was restored. Whoever reaches the broker can write to the topic that a store is
 * restored from, so what it holds need not be this service's own.
 */
final class RestoredStore {

  private static final Logger LOG = Logger.getLogger(RestoredStore.class);

  private RestoredStore() {}

  /** Deletes the entries that cannot be decoded, and those that this service cannot have stored. */
  static <V> void deleteForeign(KeyValueStore<String, V> store, Predicate<String> isOwn) {
    List<String> foreign = new ArrayList<>();
    try (KeyValueIterator<String, V> all = store.all()) {
      while (all.hasNext()) {
        String key = all.peekNextKey();
        if (!isReadable(all) || !isOwn.test(key)) {
          foreign.add(key);
        }
      }
    }
    for (String key : foreign) {
      LOG.warnf("store %s: a stranger's entry %s is deleted", store.name(), Excerpt.of(key));
      store.put(key, null); // to delete it would decode it
    }
  }

  /** Decodes the next entry; for invalid bytes the decoders throw exceptions of many types. */
  private static boolean isReadable(KeyValueIterator<String, ?> all) {
    try {
      all.next();
      return true;
    } catch (KafkaException e) {
      throw e;
    } catch (RuntimeException e) {
      return false;
    }
  }
}
