package dev.preceptor.console.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.preceptor.console.index.GroupPlaces;
import dev.preceptor.console.index.ReviewQuery;
import dev.preceptor.console.index.ReviewQuery.Rule;
import dev.preceptor.console.index.RunIndex;
import dev.preceptor.console.log.GroupRecords;
import dev.preceptor.console.log.LogRecords;
import dev.preceptor.console.log.OpenRuns;
import dev.preceptor.console.log.ReviewWriter;
import dev.preceptor.console.log.RunFacts;
import dev.preceptor.console.log.RunReader;
import dev.preceptor.console.view.ReviewItemView;
import dev.preceptor.console.view.ReviewItems;
import dev.preceptor.console.view.ReviewQueueView;
import dev.preceptor.history.review.Agreement;
import dev.preceptor.history.review.AgreementReport;
import dev.preceptor.models.InputException;
import dev.preceptor.run.RunFailedException;
import dev.preceptor.run.review.ReviewRules;
import dev.preceptor.schemas.Review;
import dev.preceptor.schemas.ReviewSubject;
import dev.preceptor.schemas.ReviewSubject.OfResponse;
import dev.preceptor.schemas.ReviewVerdict;
import dev.preceptor.schemas.UnreadableRecordException;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.jboss.logging.Logger;

/** What reviewers are asked, what they say, and how far judges agree with them. */
@Path("/api/runs/{run}/reviews")
@Produces(MediaType.APPLICATION_JSON)
@Singleton
public class ReviewsResource {

  private static final Logger LOG = Logger.getLogger(ReviewsResource.class);

  private static final int AT_ONCE = 4;
  private static final int MAX_AGREEMENT_GROUPS = 1_000;
  private static final int CREATED = 201;
  private static final int BAD_REQUEST = 400;
  private static final int CONFLICT = 409;
  private static final int UNAVAILABLE = 503;
  private static final int SERVED = 200;

  private final OpenRuns runs;
  private final Gate gate;
  private final Clock clock = Clock.systemUTC();
  private final ReviewWriter writer = new ReviewWriter();
  private final Semaphore connections = new Semaphore(AT_ONCE, true);

  ReviewsResource(OpenRuns runs, Gate gate) {
    this.runs = runs;
    this.gate = gate;
  }

  /**
   * A verdict as the page sends it.
   *
   * @param id chosen once for this decision
   * @param subject step-slot/response
   * @param textSha256 of the text that was shown
   */
  public record Given(
      @JsonProperty("id") String id,
      @JsonProperty("subject") String subject,
      @JsonProperty("verdict") String verdict,
      @JsonProperty("comment") String comment,
      @JsonProperty("reviewer") String reviewer,
      @JsonProperty("text_sha256") String textSha256,
      @JsonProperty("blinded") boolean blinded,
      @JsonProperty("rule") String rule,
      @JsonProperty("seed") long seed) {}

  /**
   * What became of a request to write.
   *
   * @param said in words
   */
  public record Written(@JsonProperty("said") String said) {}

  /** What a reviewer is asked about. */
  @GET
  @Path("/queue")
  public ReviewQueueView queue(
      @PathParam("run") String run,
      @QueryParam("rule") @DefaultValue("random") String rule,
      @QueryParam("seed") @DefaultValue("1") long seed,
      @QueryParam("to") @DefaultValue("2147483647") int toStep,
      @QueryParam("groups") @DefaultValue("20") int groups,
      @QueryParam("reviewer") @DefaultValue("") String reviewer) {
    RunIndex index = index(reader(run));
    Rule chosen = Rule.of(rule).orElseThrow(NotFoundException::new);
    List<ReviewQueueView.Item> items =
        index.queue(new ReviewQuery(chosen, seed, toStep, groups)).stream()
            .map(
                subject ->
                    new ReviewQueueView.Item(
                        subject.toString(),
                        index
                            .review(subject, reviewer)
                            .map(review -> review.getVerdict().toString())
                            .orElse("")))
            .toList();
    int done = (int) items.stream().filter(item -> !item.verdict().isEmpty()).count();
    return new ReviewQueueView(ReviewRules.REASONING, chosen.label(), seed, toStep, done, items);
  }

  /** One response, as a reviewer is shown it. */
  @GET
  @Path("/item")
  public ReviewItemView item(
      @PathParam("run") String run,
      @QueryParam("subject") @DefaultValue("") String subject,
      @QueryParam("blinded") @DefaultValue("true") boolean blinded,
      @QueryParam("reviewer") @DefaultValue("") String reviewer) {
    RunReader reader = reader(run);
    OfResponse response = response(subject).orElseThrow(NotFoundException::new);
    return ReviewItems.of(
            response, records(reader, response), blinded, index(reader).review(response, reviewer))
        .orElseThrow(NotFoundException::new);
  }

  /**
   * Writes a verdict. It is answered when the run's log has it: 201, or 200 where this decision is
   * on record already.
   */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response write(@PathParam("run") String run, Given given, RoutingContext request) {
    int allowed = gate.review(request);
    if (allowed != SERVED) {
      return answer(
          allowed, allowed == 403 ? "a reviewer's session is needed" : "too many at once; wait");
    }
    RunReader reader = reader(run);
    RunIndex index = index(reader);
    if (given == null) {
      return answer(BAD_REQUEST, "there is no verdict in this request");
    }
    Optional<OfResponse> subject = response(given.subject());
    Optional<ReviewVerdict> verdict =
        Stream.of(ReviewVerdict.values())
            .filter(each -> each.toString().equals(given.verdict()))
            .findFirst();
    if (subject.isEmpty() || verdict.isEmpty()) {
      return answer(BAD_REQUEST, "a verdict is yes, no or unsure of step-slot/response");
    }
    Review review = review(run, given, subject.get(), verdict.get());
    try {
      index.requireReview(subject.get(), review);
    } catch (UnreadableRecordException e) {
      return answer(BAD_REQUEST, e.getMessage());
    }
    if (index.isDecided(review.getId())) {
      return answer(SERVED, "on record already");
    }
    Optional<String> text = ReviewItems.sha256(subject.get(), records(reader, subject.get()));
    if (!text.equals(Optional.of(review.getTextSha256()))) {
      return answer(CONFLICT, "the log has another text there; load the page again");
    }
    return written(reader, review);
  }

  private Review review(String run, Given given, OfResponse subject, ReviewVerdict verdict) {
    return subject
        .into(Review.newBuilder())
        .setRun(run)
        .setId(text(given.id()))
        .setCriterion(ReviewRules.REASONING)
        .setVerdict(verdict)
        .setComment(text(given.comment()).strip())
        .setReviewer(text(given.reviewer()).strip())
        .setTextSha256(text(given.textSha256()))
        .setBlinded(given.blinded())
        .setRule(text(given.rule()))
        .setSeed(given.seed())
        .setReviewedMillis(clock.millis())
        .build();
  }

  private static String text(String given) {
    return given == null ? "" : given;
  }

  private Response written(RunReader reader, Review review) {
    try {
      writer.write(facts(reader).broker(), reader.place().topics(), review);
      return answer(CREATED, "saved");
    } catch (InputException e) {
      LOG.warnf("run %s: a review was refused: %s", reader.place().name(), e.getMessage());
      return answer(
          UNAVAILABLE,
          "the broker does not let the console write reviews; preceptor acls prints the rights");
    } catch (KafkaException | RunFailedException e) {
      LOG.warnf("run %s: a review was not written: %s", reader.place().name(), e.getMessage());
      return answer(UNAVAILABLE, "the broker does not answer");
    }
  }

  private static Response answer(int status, String said) {
    return Response.status(status).entity(new Written(said)).build();
  }

  /** How far judges agree with the reviewers; of the first groups where there are very many. */
  @GET
  @Path("/agreement")
  public AgreementReport agreement(
      @PathParam("run") String run, @QueryParam("rule") @DefaultValue("") String rule) {
    RunReader reader = reader(run);
    RunIndex index = index(reader);
    var agreement =
        new Agreement(index.reviews(review -> rule.isEmpty() || review.getRule().equals(rule)));
    List<GroupPlaces> places =
        agreement.groups().stream()
            .limit(MAX_AGREEMENT_GROUPS)
            .flatMap(group -> index.places(group).stream())
            .toList();
    return fetched(
        () -> {
          log(reader)
              .groups(
                  places,
                  records -> {
                    records.rollout().ifPresent(agreement::rollout);
                    records.judgements().forEach(agreement::judgement);
                  });
          return agreement.report(run, ReviewRules.REASONING);
        });
  }

  private GroupRecords records(RunReader reader, OfResponse subject) {
    GroupPlaces places = index(reader).places(subject.group()).orElseThrow(NotFoundException::new);
    return fetched(() -> log(reader).group(places));
  }

  private <T> T fetched(Supplier<T> fetch) {
    return LogFetch.with(connections, fetch);
  }

  private static LogRecords log(RunReader reader) {
    return new LogRecords(reader.place().log(facts(reader).broker()));
  }

  private static Optional<OfResponse> response(String subject) {
    try {
      return Optional.of(ReviewSubject.parse(subject))
          .filter(OfResponse.class::isInstance)
          .map(OfResponse.class::cast);
    } catch (UnreadableRecordException e) {
      return Optional.empty();
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
}
