package dev.preceptor.console.web;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;

/** Opens a session where the console is not on loopback. */
@Path(AccessRules.LOGIN)
public class LoginResource {

  private final Gate gate;

  LoginResource(Gate gate) {
    this.gate = gate;
  }

  /** What a person enters. A form of another site cannot send this type. */
  public record Login(String token) {}

  /** Answers with a cookie, or with 401. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response login(Login login, RoutingContext request) {
    String token = login == null || login.token() == null ? "" : login.token();
    return Response.status(gate.login(request, token)).build();
  }
}
