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
 * @param token that opens a session; empty on loopback
 */
record AccessRules(boolean loopback, Optional<String> token) {

  /** Where sessions are opened. */
  static final String LOGIN = "/api/login";

  private static final String DOCUMENTS = "/api/";
  private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");
  private static final int MIN_TOKEN_CHARS = 16;

  /** What becomes of a request. */
  enum Verdict {
    SERVED(200),
    NO_SESSION(401),
    WRONG_HOST(421),
    FROM_ELSEWHERE(403);

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

  private static String withoutPort(String host) {
    int colon = host.lastIndexOf(':');
    return colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
  }

  /** Whether a text is the token; takes as long whatever the text is. */
  boolean isToken(String text) {
    return token.isPresent()
        && MessageDigest.isEqual(
            token.get().getBytes(StandardCharsets.UTF_8), text.getBytes(StandardCharsets.UTF_8));
  }
}
