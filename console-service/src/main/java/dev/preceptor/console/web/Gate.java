package dev.preceptor.console.web;

import dev.preceptor.console.web.AccessRules.Verdict;
import dev.preceptor.kit.BeforeStart;
import dev.preceptor.models.InputException;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Stands before every request: headers, limits, and who may ask. */
@Singleton
public class Gate {

  /** Before all others. */
  private static final int FIRST = 1_000;

  private static final int TOO_MANY = 429;

  /** A page asks for a handful of documents at once, and again whenever the run has gone on. */
  private static final double BURST = 200;

  private static final double PER_SECOND = 50;
  private static final double LOGIN_BURST = 5;
  private static final double LOGINS_PER_SECOND = 1.0 / 12;

  /** Faster than anybody reads. */
  private static final double REVIEW_BURST = 10;

  private static final double REVIEWS_PER_SECOND = 1;

  private static final String COOKIE = "preceptor_console";

  /** The page runs its own script and nothing else; nothing of a run's log can become script. */
  private static final Map<String, String> HEADERS =
      Map.of(
          "Content-Security-Policy",
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
              + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
              + " require-trusted-types-for 'script'; trusted-types 'none'",
          "X-Content-Type-Options",
          "nosniff",
          "Referrer-Policy",
          "no-referrer",
          "Cross-Origin-Opener-Policy",
          "same-origin",
          "Cross-Origin-Resource-Policy",
          "same-origin",
          "Permissions-Policy",
          "camera=(), microphone=(), geolocation=()");

  private final AccessRules rules;
  private final Sessions sessions;
  private final RateLimit requests;
  private final RateLimit logins;
  private final RateLimit reviews;

  Gate(
      @ConfigProperty(name = "quarkus.http.host") String host,
      @ConfigProperty(name = "preceptor.console-token") Optional<String> token,
      @ConfigProperty(name = "preceptor.console-reviewer-token") Optional<String> reviewerToken) {
    rules = BeforeStart.find(() -> rules(host, token, reviewerToken));
    Clock clock = Clock.systemUTC();
    sessions = new Sessions(clock);
    requests = new RateLimit(clock, BURST, PER_SECOND);
    logins = new RateLimit(clock, LOGIN_BURST, LOGINS_PER_SECOND);
    reviews = new RateLimit(clock, REVIEW_BURST, REVIEWS_PER_SECOND);
  }

  private static AccessRules rules(
      String host, Optional<String> token, Optional<String> reviewerToken) {
    try {
      return new AccessRules(InetAddress.getByName(host).isLoopbackAddress(), token, reviewerToken);
    } catch (UnknownHostException e) {
      throw new InputException("QUARKUS_HTTP_HOST %s: no such host".formatted(host), e);
    } catch (IllegalArgumentException e) {
      throw new InputException(e.getMessage(), e);
    }
  }

  void register(@Observes Filters filters) {
    filters.register(this::pass, FIRST);
  }

  private void pass(RoutingContext context) {
    HttpServerRequest request = context.request();
    HEADERS.forEach(context.response()::putHeader);
    String path = context.normalizedPath();
    if (path.startsWith("/api/")) {
      context.response().putHeader("Cache-Control", "no-store");
      if (!requests.allows(client(request))) {
        end(context, TOO_MANY);
        return;
      }
    }
    Verdict verdict =
        rules.decide(
            path,
            request.getHeader("Host"),
            request.getHeader("Sec-Fetch-Site"),
            session(request).isPresent());
    if (verdict == Verdict.SERVED) {
      context.next();
    } else {
      end(context, verdict.status());
    }
  }

  private static void end(RoutingContext context, int status) {
    context.response().setStatusCode(status).end();
  }

  private Optional<SessionRole> session(HttpServerRequest request) {
    return Optional.ofNullable(request.getCookie(COOKIE))
        .flatMap(cookie -> sessions.role(cookie.getValue()));
  }

  /** What a request that was served may do. */
  SessionRole role(RoutingContext request) {
    return rules.role(session(request.request()));
  }

  /**
   * Whether a request that was served may write a review now.
   *
   * @return 200 if so; 403 if it may not, 429 after too many
   */
  int review(RoutingContext request) {
    Verdict verdict =
        rules.decideWriting(request.request().getHeader(AccessRules.MARKER), role(request));
    if (verdict != Verdict.SERVED) {
      return verdict.status();
    }
    return reviews.allows(client(request.request())) ? verdict.status() : TOO_MANY;
  }

  private static String client(HttpServerRequest request) {
    return request.remoteAddress().hostAddress();
  }

  /**
   * Opens a session for who gives the token.
   *
   * @param request that gives it; its answer gets the cookie
   * @return 204 if it is the token, 401 if not, 429 after too many tries
   */
  int login(RoutingContext request, String token) {
    if (!logins.allows(client(request.request()))) {
      return TOO_MANY;
    }
    Optional<SessionRole> role = rules.opens(token);
    if (role.isEmpty()) {
      return Verdict.NO_SESSION.status();
    }
    request
        .response()
        .addCookie(
            Cookie.cookie(COOKIE, sessions.open(role.get()))
                .setHttpOnly(true)
                .setSecure(request.request().isSSL())
                .setSameSite(io.vertx.core.http.CookieSameSite.STRICT)
                .setPath("/")
                .setMaxAge(Sessions.LIFE.toSeconds()));
    return 204;
  }
}
