package dev.preceptor.console.web;

import dev.preceptor.console.index.Flips;
import dev.preceptor.console.index.GroupPlaces;
import dev.preceptor.console.index.GroupRow;
import dev.preceptor.console.index.RunIndex;
import dev.preceptor.console.log.LogRecords;
import dev.preceptor.console.log.OpenRuns;
import dev.preceptor.console.log.RunFacts;
import dev.preceptor.console.log.RunReader;
import dev.preceptor.console.view.AnswerPage;
import dev.preceptor.console.view.AnswerView;
import dev.preceptor.console.view.FleetView;
import dev.preceptor.console.view.FlipView;
import dev.preceptor.console.view.GroupView;
import dev.preceptor.console.view.GroupViews;
import dev.preceptor.console.view.TokenPieces;
import dev.preceptor.history.status.StatusReader;
import dev.preceptor.schemas.Evaluation;
import dev.preceptor.schemas.GroupKey;
import dev.preceptor.schemas.Prompt;
import dev.preceptor.schemas.UnreadableRecordException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What is fetched from a run's log when it is asked for: groups, images, answers, and who works on
 * the run. A few at a time, since each needs a connection to the broker.
 */
@Path("/api/runs/{run}")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class RecordsResource {

  private static final int AT_ONCE = 4;
  private static final int MAX_PAIRS = 10;
  private static final Duration FLEET_AGE = Duration.ofSeconds(5);
  private static final byte[] PNG = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private final OpenRuns runs;
  private final Semaphore connections = new Semaphore(AT_ONCE, true);
  private final Map<String, TokenPieces> pieces = new ConcurrentHashMap<>();
  private final Map<String, Fleet> fleets = new ConcurrentHashMap<>();

  private record Fleet(FleetView view, long millis) {}

  RecordsResource(OpenRuns runs) {
    this.runs = runs;
  }

  /** One group. */
  @GET
  @Path("/groups/{group}")
  public GroupView group(@PathParam("run") String run, @PathParam("group") String group) {
    RunReader reader = reader(run);
    RunIndex index = index(reader);
    GroupKey key = key(group);
    GroupPlaces places = index.places(key).orElseThrow(NotFoundException::new);
    GroupRow row = index.row(key).orElseThrow(NotFoundException::new);
    return fetched(
        () ->
            GroupViews.of(
                run,
                row,
                records(reader).group(places),
                places.rollout(),
                index.weights(key.step()),
                pieces.computeIfAbsent(run, name -> pieces(reader)),
                index.before(key).map(GroupKey::toString).orElse(""),
                index.after(key).map(GroupKey::toString).orElse("")));
  }

  private static TokenPieces pieces(RunReader reader) {
    return new TokenPieces(reader.facts().flatMap(facts -> facts.recipe().model()));
  }

  /** The image of a group's question; never anything but a PNG. */
  @GET
  @Path("/groups/{group}/image")
  @Produces("image/png")
  public Response image(@PathParam("run") String run, @PathParam("group") String group) {
    RunReader reader = reader(run);
    var place = index(reader).places(key(group)).flatMap(GroupPlaces::prompt);
    byte[] image =
        place
            .flatMap(at -> fetched(() -> records(reader).prompt(at)))
            .map(Prompt::getImage)
            .map(RecordsResource::bytes)
            .filter(RecordsResource::isPng)
            .orElseThrow(NotFoundException::new);
    return Response.ok(image).build();
  }

  private static byte[] bytes(ByteBuffer buffer) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }

  private static boolean isPng(byte[] bytes) {
    return bytes.length > PNG.length && Arrays.equals(bytes, 0, PNG.length, PNG, 0, PNG.length);
  }

  /** A page of the answers of an evaluation. */
  @GET
  @Path("/evaluations/{version}/answers")
  public AnswerPage answers(
      @PathParam("run") String run,
      @PathParam("version") int version,
      @QueryParam("which") @DefaultValue("all") String which,
      @QueryParam("offset") @DefaultValue("0") int offset,
      @QueryParam("limit") @DefaultValue("20") int limit) {
    Optional<Boolean> correct =
        switch (which) {
          case "right" -> Optional.of(true);
          case "wrong" -> Optional.of(false);
          default -> Optional.empty();
        };
    return AnswerPage.of(evaluation(reader(run), version), correct, offset, limit);
  }

  /** What became right and wrong between two versions. */
  @GET
  @Path("/flips")
  public FlipView flips(
      @PathParam("run") String run, @QueryParam("from") int from, @QueryParam("to") int to) {
    RunReader reader = reader(run);
    Flips flips = index(reader).flips(from, to).orElseThrow(NotFoundException::new);
    List<FlipView.Pair> pairs = new ArrayList<>();
    if (flips.compared() > 0) {
      Evaluation before = evaluation(reader, from);
      Evaluation after = evaluation(reader, to);
      Stream.concat(
              flips.gained().stream().limit(MAX_PAIRS), flips.lost().stream().limit(MAX_PAIRS))
          .forEach(row -> pair(before, after, row).ifPresent(pairs::add));
    }
    return new FlipView(
        from, to, flips.compared(), flips.gained().size(), flips.lost().size(), pairs);
  }

  private static Optional<FlipView.Pair> pair(Evaluation before, Evaluation after, long row) {
    Optional<AnswerView> left = AnswerPage.answer(before, row);
    return left.flatMap(
        one -> AnswerPage.answer(after, row).map(other -> new FlipView.Pair(one, other)));
  }

  private Evaluation evaluation(RunReader reader, int version) {
    var place = index(reader).evaluation(version).orElseThrow(NotFoundException::new);
    return fetched(() -> records(reader).evaluation(place)).orElseThrow(NotFoundException::new);
  }

  /** Who works on the run, and what it waits for; at most a few seconds old. */
  @GET
  @Path("/fleet")
  public FleetView fleet(@PathParam("run") String run) {
    RunReader reader = reader(run);
    RunFacts facts = facts(reader);
    return fleets
        .compute(
            run,
            (name, known) ->
                known != null && System.currentTimeMillis() - known.millis() < FLEET_AGE.toMillis()
                    ? known
                    : new Fleet(
                        fetched(
                            () ->
                                FleetView.of(
                                    new StatusReader(
                                            facts.broker(),
                                            reader.place().topics(),
                                            facts.recipe(),
                                            false)
                                        .read(Clock.systemUTC()))),
                        System.currentTimeMillis()))
        .view();
  }

  /** Fetches something from the log; 503 where the broker does not answer. */
  private <T> T fetched(Supplier<T> fetch) {
    return LogFetch.with(connections, fetch);
  }

  private LogRecords records(RunReader reader) {
    return new LogRecords(reader.place().log(facts(reader).broker()));
  }

  private static GroupKey key(String group) {
    try {
      return GroupKey.parse(group);
    } catch (UnreadableRecordException e) {
      throw new NotFoundException(e);
    }
  }

  private RunReader reader(String run) {
    return runs.find(run).orElseThrow(NotFoundException::new);
  }

  private static RunIndex index(RunReader reader) {
    return reader.index().orElseThrow(NotFoundException::new);
  }

  private static RunFacts facts(RunReader reader) {
    return reader.facts().orElseThrow(NotFoundException::new);
  }

  @PreDestroy
  void close() {
    pieces.values().forEach(TokenPieces::close);
  }
}
