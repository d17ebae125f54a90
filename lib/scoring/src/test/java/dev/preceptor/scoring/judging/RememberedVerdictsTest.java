package dev.preceptor.scoring.judging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.schemas.CachedVerdict;
import dev.preceptor.vqa.http.WholeText;
import dev.preceptor.vqa.judge.JudgedStatement;
import dev.preceptor.vqa.judge.Ruling;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RememberedVerdictsTest {

  private final Map<String, CachedVerdict> published = new HashMap<>();

  private RememberedVerdicts of(String hash, int capacity) {
    return new RememberedVerdicts("j", hash, capacity, published::put);
  }

  private static JudgedStatement verdict(boolean yes) {
    return JudgedStatement.verdict(yes, OptionalDouble.of(-0.5), OptionalDouble.empty());
  }

  @Test
  void aWorkerAddsVerdictsOfOtherWorkersButNotOfOtherJudges() {
    of("h", 10).remember("A lung.", verdict(true));
    RememberedVerdicts other = of("h", 10);
    RememberedVerdicts judge = of("g", 10);
    published.forEach(other::add);
    published.forEach(judge::add);
    assertThat(other.find("A lung.").orElseThrow().ruling()).isEqualTo(Ruling.YES);
    assertThat(other.find("A lung.").orElseThrow().yesLogprob()).hasValue(-0.5);
    assertThat(other.find("A lung.").orElseThrow().noLogprob()).isEmpty();
    assertThat(other.find("A lung")).isEmpty();
    assertThat(judge.find("A lung.")).isEmpty();
    assertThat(judge.size()).isZero();
  }

  @Test
  void theLeastRecentlyUsedVerdictIsDroppedFirst() {
    RememberedVerdicts few = of("h", 2);
    few.remember("a", verdict(true));
    few.remember("b", verdict(false));
    few.find("a");
    few.remember("c", verdict(true));
    assertThat(few.find("b")).isEmpty();
    assertThat(few.find("a")).isPresent();
    assertThat(few.size()).isEqualTo(2);
  }

  @Property
  void differentStatementsHaveDifferentKeys(@ForAll String one, @ForAll String other) {
    assertThat(RememberedVerdicts.key("h", one).equals(RememberedVerdicts.key("h", other)))
        .isEqualTo(WholeText.of(one).equals(WholeText.of(other)));
    assertThat(RememberedVerdicts.key("h", one)).isNotEqualTo(RememberedVerdicts.key("g", one));
  }
}
