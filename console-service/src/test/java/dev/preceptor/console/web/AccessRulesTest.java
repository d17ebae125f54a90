package dev.preceptor.console.web;

import static dev.preceptor.console.web.AccessRules.Verdict.FROM_ELSEWHERE;
import static dev.preceptor.console.web.AccessRules.Verdict.NO_REVIEWER;
import static dev.preceptor.console.web.AccessRules.Verdict.NO_SESSION;
import static dev.preceptor.console.web.AccessRules.Verdict.SERVED;
import static dev.preceptor.console.web.AccessRules.Verdict.WRONG_HOST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AccessRulesTest {

  private static final String TOKEN = "a-token-of-32-characters-is-long";
  private static final String REVIEWER = "a-reviewers-token-that-is-long";
  private static final AccessRules LOCAL =
      new AccessRules(true, Optional.empty(), Optional.empty());
  private static final AccessRules OPEN =
      new AccessRules(false, Optional.of(TOKEN), Optional.of(REVIEWER));

  private final AtomicLong millis = new AtomicLong();
  private final Clock clock = moving();

  private Clock moving() {
    return new Clock() {
      @Override
      public ZoneId getZone() {
        return ZoneOffset.UTC;
      }

      @Override
      public Clock withZone(ZoneId zone) {
        return this;
      }

      @Override
      public Instant instant() {
        return Instant.ofEpochMilli(millis.get());
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "localhost:8080", "127.0.0.1:1", "[::1]:8080", "[::1]"})
  void onLoopbackThisMachineIsServed(String host) {
    assertThat(LOCAL.decide("/api/runs", host, "same-origin", false)).isEqualTo(SERVED);
  }

  /** The page of a stranger whose name was pointed at this machine sends its own name. */
  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "evil.example:8080", "127.0.0.1.evil.example", "", ":8080"})
  void onLoopbackAnotherNameIsRefused(String host) {
    assertThat(LOCAL.decide("/", host, null, false)).isEqualTo(WRONG_HOST);
    assertThat(LOCAL.decide("/", null, null, false)).isEqualTo(WRONG_HOST);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cross-site", "same-site"})
  void aPageFromElsewhereGetsNoDocument(String site) {
    assertThat(LOCAL.decide("/api/runs", "localhost", site, false)).isEqualTo(FROM_ELSEWHERE);
    assertThat(OPEN.decide("/api/runs", "any", site, true)).isEqualTo(FROM_ELSEWHERE);
    assertThat(LOCAL.decide("/", "localhost", site, false)).isEqualTo(SERVED);
  }

  @Test
  void elsewhereADocumentNeedsASessionAndThePageDoesNot() {
    assertThat(OPEN.decide("/api/runs", "any", null, false)).isEqualTo(NO_SESSION);
    assertThat(OPEN.decide("/api/events", "any", null, false)).isEqualTo(NO_SESSION);
    assertThat(OPEN.decide("/api/runs", "any", null, true)).isEqualTo(SERVED);
    assertThat(OPEN.decide("/api/login", "any", null, false)).isEqualTo(SERVED);
    assertThat(OPEN.decide("/console.js", "any", null, false)).isEqualTo(SERVED);
  }

  @Test
  void aConsoleForOthersDoesNotStartWithoutAToken() {
    assertThatThrownBy(() -> new AccessRules(false, Optional.empty(), Optional.empty()))
        .hasMessageContaining("PRECEPTOR_CONSOLE_TOKEN")
        .hasMessageContaining("127.0.0.1");
    assertThatThrownBy(() -> new AccessRules(false, Optional.of("short"), Optional.empty()))
        .hasMessageContaining("16 characters");
  }

  @Test
  void eachTokenOpensItsRoleAndNothingElseDoes() {
    assertThat(OPEN.opens(TOKEN)).contains(SessionRole.VIEWER);
    assertThat(OPEN.opens(REVIEWER)).contains(SessionRole.REVIEWER);
    assertThat(OPEN.opens(TOKEN + "x")).isEmpty();
    assertThat(OPEN.opens("")).isEmpty();
    assertThat(LOCAL.opens("")).isEmpty();
  }

  @Test
  void theReviewersTokenIsAnotherOne() {
    assertThatThrownBy(() -> new AccessRules(false, Optional.of(TOKEN), Optional.of(TOKEN)))
        .hasMessageContaining("PRECEPTOR_CONSOLE_REVIEWER_TOKEN");
    assertThatThrownBy(() -> new AccessRules(false, Optional.of(TOKEN), Optional.of("short")))
        .hasMessageContaining("16 characters");
  }

  @Test
  void onlyAReviewersPageMayWrite() {
    assertThat(OPEN.decideWriting("1", SessionRole.REVIEWER)).isEqualTo(SERVED);
    assertThat(OPEN.decideWriting("1", SessionRole.VIEWER)).isEqualTo(NO_REVIEWER);
    assertThat(OPEN.decideWriting(null, SessionRole.REVIEWER)).isEqualTo(FROM_ELSEWHERE);
    assertThat(LOCAL.role(Optional.empty())).isEqualTo(SessionRole.REVIEWER);
    assertThat(OPEN.role(Optional.empty())).isEqualTo(SessionRole.VIEWER);
  }

  @Test
  void aSessionEndsAndHasARole() {
    Sessions sessions = new Sessions(clock);
    String name = sessions.open(SessionRole.REVIEWER);
    assertThat(sessions.role(name)).contains(SessionRole.REVIEWER);
    assertThat(sessions.role(name + "x")).isEmpty();
    millis.addAndGet(Sessions.LIFE.toMillis());
    assertThat(sessions.role(name)).isEmpty();
  }

  @Test
  void whoTriesTooOftenWaits() {
    RateLimit limit = new RateLimit(clock, 2, 1);
    assertThat(limit.allows("a")).isTrue();
    assertThat(limit.allows("a")).isTrue();
    assertThat(limit.allows("a")).isFalse();
    assertThat(limit.allows("b")).isTrue();
    millis.addAndGet(1_000);
    assertThat(limit.allows("a")).isTrue();
    assertThat(limit.allows("a")).isFalse();
  }
}
