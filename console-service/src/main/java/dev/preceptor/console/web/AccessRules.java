package dev.preceptor.console.web;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;

/**
 * Who may ask this console for what. On loopback anyone on this machine may, but only by a name of
 * this machine: a page from elsewhere whose name was pointed here (DNS rebinding) is refused. On
 * other addresses every document needs a session, which the token opens; the page's own files,
 * which hold nothing of a run, do not.
 *
 * @param loopback whether this console listens on loopback only
 * @param token that opens a viewer's session; empty on loopback
 * @param reviewerToken that opens a reviewer's; empty where nobody elsewhere may review
 */
record AccessRules(boolean loopback, Optional<String> token, Optional<String> reviewerToken) {

  /** Where sessions are opened. */
  static final String LOGIN = "/api/login";

  /** The header of requests that write. */
  static final String MARKER = "X-Preceptor-Console";

  private static final String DOCUMENTS = "/api/";
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final int MIN_TOKEN_CHARS = 16;

  /** What becomes of a request. */
  enum Verdict {
    SERVED(200),
    NO_SESSION(401),
    WRONG_HOST(421),
    FROM_ELSEWHERE(403),
    NO_REVIEWER(403);

    private final int status;

    Verdict(int status) {
      this.status = status;
    }

    int status() {
      return status;
    }
  }

  AccessRules {
    if (!loopback && token.map(String::length).orElse(0) < MIN_TOKEN_CHARS) {
      throw new IllegalArgumentException(
          "PRECEPTOR_CONSOLE_TOKEN: a console that other machines can reach needs a token of %d characters or more; set one, or listen on 127.0.0.1"
              .formatted(MIN_TOKEN_CHARS));
    }
    if (reviewerToken.isPresent()
        && (reviewerToken.get().length() < MIN_TOKEN_CHARS || reviewerToken.equals(token))) {
      throw new IllegalArgumentException(
          "PRECEPTOR_CONSOLE_REVIEWER_TOKEN: needs %d characters or more and must differ from PRECEPTOR_CONSOLE_TOKEN"
              .formatted(MIN_TOKEN_CHARS));
    }
  }

  /**
   * Decides.
   *
   * @param path of the request
   * @param host its Host header; may be null
   * @param site its Sec-Fetch-Site header, which browsers send; may be null
   * @param session whether it has an open session
   */
  Verdict decide(String path, String host, String site, boolean session) {
    if (loopback && !THIS_MACHINE.contains(withoutPort(host == null ? "" : host))) {
      return Verdict.WRONG_HOST;
    }
    if (!path.startsWith(DOCUMENTS)) {
      return Verdict.SERVED;
    }
    if ("cross-site".equals(site) || "same-site".equals(site)) {
      return Verdict.FROM_ELSEWHERE;
    }
    return loopback || session || path.equals(LOGIN) ? Verdict.SERVED : Verdict.NO_SESSION;
  }

  /**
   * Decides whether a request that was served may also write. Only a script of this page can send
   * the header: a form of another site cannot, and its script is not allowed to.
   *
   * @param marker the request's header of the name {@link #MARKER}; may be null
   * @param role of its session
   */
  Verdict decideWriting(String marker, SessionRole role) {
    if (marker == null) {
      return Verdict.FROM_ELSEWHERE;
    }
    return role == SessionRole.REVIEWER ? Verdict.SERVED : Verdict.NO_REVIEWER;
  }

  /** What a request may do; on loopback everyone may review. */
  SessionRole role(Optional<SessionRole> session) {
    return loopback ? SessionRole.REVIEWER : session.orElse(SessionRole.VIEWER);
  }

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }

  /** The role that a text opens, if it is a token; takes as long whatever the text is. */
  Optional<SessionRole> opens(String text) {
    boolean reviewer = is(reviewerToken, text);
    boolean viewer = is(token, text);
    if (reviewer) {
      return Optional.of(SessionRole.REVIEWER);
    }
    return viewer ? Optional.of(SessionRole.VIEWER) : Optional.empty();
  }

  private static boolean is(Optional<String> token, String text) {
    return token.isPresent()
        && MessageDigest.isEqual(
            token.get().getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8));
  }
}
