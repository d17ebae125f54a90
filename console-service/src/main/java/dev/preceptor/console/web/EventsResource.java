package dev.preceptor.console.web;

import dev.preceptor.console.index.RunIndex;
import dev.preceptor.console.log.OpenRuns;
import dev.preceptor.console.log.RunReader;
import io.smallrye.mutiny.Multi;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.resteasy.reactive.RestStreamElementType;

/** Says to the pages which runs have gone on, so that they ask only then. */
@Path("/api/events")
public class EventsResource {

  private static final Duration EVERY = Duration.ofSeconds(1);

  /** Without news, one is sent so often, so that both ends know that the other is there. */
  private static final int ALIVE = 15;

  private static final int MAX_OPEN = 200;
  private static final int UNAVAILABLE = 503;

  private final OpenRuns runs;
  private final AtomicInteger open = new AtomicInteger();

  EventsResource(OpenRuns runs) {
    this.runs = runs;
  }

  /**
   * What changes.
   *
   * @param runs a text by run that is another one when something has changed
   */
  public record News(Map<String, String> runs) {}

  /** A stream of news, at most one a second. */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @RestStreamElementType(MediaType.APPLICATION_JSON)
  public Multi<News> events() {
    if (open.incrementAndGet() > MAX_OPEN) {
      open.decrementAndGet();
      throw new WebApplicationException(UNAVAILABLE);
    }
    var seen = new Seen();
    return Multi.createFrom()
        .ticks()
        .every(EVERY)
        .onOverflow()
        .drop()
        .map(tick -> news())
        .select()
        .where(seen::isNew)
        .onTermination()
        .invoke(open::decrementAndGet);
  }

  private News news() {
    Map<String, String> states = new TreeMap<>();
    for (RunReader reader : runs.all()) {
      states.put(
          reader.place().name(),
          reader.state().phase() + " " + reader.index().map(RunIndex::revision).orElse(0L));
    }
    return new News(states);
  }

  /** What one page was sent last. */
  private static final class Seen {
    private News last = new News(Map.of());
    private int silent;

    boolean isNew(News news) {
      boolean send = !news.equals(last) || ++silent >= ALIVE;
      if (send) {
        last = news;
        silent = 0;
      }
      return send;
    }
  }
}
