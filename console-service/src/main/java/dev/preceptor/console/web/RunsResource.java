package dev.preceptor.console.web;

import dev.preceptor.console.index.Curves;
import dev.preceptor.console.index.EvaluationRow;
import dev.preceptor.console.index.GroupFlag;
import dev.preceptor.console.index.GroupPage;
import dev.preceptor.console.index.GroupQuery;
import dev.preceptor.console.index.RunIndex;
import dev.preceptor.console.log.OpenRuns;
import dev.preceptor.console.log.RunReader;
import dev.preceptor.console.view.RunView;
import dev.preceptor.console.view.RunViews;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the index answers: runs, curves, lists of groups and of evaluations. */
@Path("/api/runs")
@Produces(MediaType.APPLICATION_JSON)
public class RunsResource {

  private static final int MAX_POINTS = 2_000;
  private static final int MAX_METRICS = 64;
  private static final int MAX_TEXT_CHARS = 200;

  private final OpenRuns runs;

  RunsResource(OpenRuns runs) {
    this.runs = runs;
  }

  /** All open runs. */
  @GET
  public List<RunView> list() {
    long now = System.currentTimeMillis();
    return runs.all().stream().map(reader -> RunViews.of(reader, false, now)).toList();
  }

  /** One run. */
  @GET
  @Path("/{run}")
  public RunView run(@PathParam("run") String run) {
    return RunViews.of(reader(run), true, System.currentTimeMillis());
  }

  /** Lines for charts. */
  @GET
  @Path("/{run}/curves")
  public Curves curves(
      @PathParam("run") String run,
      @QueryParam("metrics") @DefaultValue("") String metrics,
      @QueryParam("from") @DefaultValue("0") int from,
      @QueryParam("to") @DefaultValue("2147483647") int to,
      @QueryParam("points") @DefaultValue("400") int points) {
    Set<String> names =
        Stream.of(metrics.split(","))
            .limit(MAX_METRICS)
            .collect(Collectors.toCollection(TreeSet::new));
    return index(run).curves(names, from, to, Math.max(1, Math.min(MAX_POINTS, points)));
  }

  /** A page of groups. */
  @GET
  @Path("/{run}/groups")
  public GroupPage groups(
      @PathParam("run") String run,
      @QueryParam("from") @DefaultValue("1") int from,
      @QueryParam("to") @DefaultValue("2147483647") int to,
      @QueryParam("flags") @DefaultValue("") String flags,
      @QueryParam("text") @DefaultValue("") String text,
      @QueryParam("order") @DefaultValue("newest") String order,
      @QueryParam("offset") @DefaultValue("0") int offset,
      @QueryParam("limit") @DefaultValue("50") int limit) {
    Set<GroupFlag> wanted =
        Stream.of(flags.split(","))
            .flatMap(label -> GroupFlag.of(label).stream())
            .collect(Collectors.toUnmodifiableSet());
    String shortened = text.substring(0, Math.min(MAX_TEXT_CHARS, text.length()));
    return index(run)
        .groups(
            new GroupQuery(from, to, wanted, shortened, GroupQuery.Order.of(order), offset, limit));
  }

  /** The evaluations. */
  @GET
  @Path("/{run}/evaluations")
  public List<EvaluationRow> evaluations(@PathParam("run") String run) {
    return index(run).evaluations();
  }

  private RunReader reader(String run) {
    return runs.find(run).orElseThrow(NotFoundException::new);
  }

  private RunIndex index(String run) {
    return reader(run).index().orElseThrow(NotFoundException::new);
  }
}
