package dev.preceptor.console.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

/** Says to a page what its reader may do. */
@Path("/api/session")
public class SessionResource {

  private final Gate gate;

  SessionResource(Gate gate) {
    this.gate = gate;
  }

  /**
   * What a session may do.
   *
   * @param role viewer or reviewer
   */
  public record Session(@JsonProperty("role") String role) {}

  /** The session of the request. */
  @GET
  @Produces(MediaType.APPLICATION_JSON)
  public Session session(RoutingContext request) {
    return new Session(gate.role(request).label());
  }
}
