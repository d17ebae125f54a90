package dev.preceptor.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupKeyTest {

  @Property
  void aKeyIsParsedAsItWasWritten(
      @ForAll @IntRange(min = 1, max = 999_999_999) int step,
      @ForAll @IntRange(max = 999_999_999) int slot) {
    GroupKey key = new GroupKey(step, slot);
    assertThat(GroupKey.parse(key.toString())).isEqualTo(key);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", "12", "0-3", "12-", "-1-3", "012-3", "12-3 ", "99999999999-1"})
  void anyOtherTextIsNotAKey(String text) {
    assertThatThrownBy(() -> GroupKey.parse(text))
        .isInstanceOf(UnreadableRecordException.class)
        .hasMessageEndingWith("is not step-slot");
  }
}
