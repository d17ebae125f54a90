package dev.preceptor.fleet.join;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Names for workers that join. A worker keeps its name over restarts, and two workers with one name
 * would replace each other endlessly; so a name contains the host and a random number.
 */
public final class WorkerNames {

  private static final int MAX_HOST_CHARS = 40;

  private WorkerNames() {}

  /**
   * Names for a number of workers.
   *
   * @param label name of their service
   * @param host host that they run on
   */
  public static List<String> of(String label, String host, int workers, Random random) {
    var place = host.replaceAll("[^A-Za-z0-9-]+", "-");
    var crew =
        "%s-%s-%08x"
            .formatted(
                label,
                place.substring(0, Math.min(place.length(), MAX_HOST_CHARS)),
                random.nextInt());
    return IntStream.rangeClosed(1, workers)
        .mapToObj(worker -> workers == 1 ? crew : crew + "-" + worker)
        .toList();
  }
}
